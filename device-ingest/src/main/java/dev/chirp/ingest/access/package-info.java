/** Which user asks. */
@NullMarked
package dev.chirp.ingest.access;

import org.jspecify.annotations.NullMarked;
