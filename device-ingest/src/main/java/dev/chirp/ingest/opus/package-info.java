/** Opus packets on Ogg pages. */
@NullMarked
package dev.chirp.ingest.opus;

import org.jspecify.annotations.NullMarked;
