/** Long recordings in pieces: the chunk API and tus on the same storage, and what puts the pieces together. */
@NullMarked
package dev.chirp.ingest.upload;

import org.jspecify.annotations.NullMarked;
