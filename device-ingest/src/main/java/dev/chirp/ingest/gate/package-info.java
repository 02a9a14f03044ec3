/** The connections of devices: where they come in, how many there may be, how they end. */
@NullMarked
package dev.chirp.ingest.gate;

import org.jspecify.annotations.NullMarked;
