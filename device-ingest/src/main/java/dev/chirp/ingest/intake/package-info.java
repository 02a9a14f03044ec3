/** The stream of clips to the gateway. */
@NullMarked
package dev.chirp.ingest.intake;

import org.jspecify.annotations.NullMarked;
