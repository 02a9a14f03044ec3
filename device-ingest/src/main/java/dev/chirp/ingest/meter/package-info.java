/** The meters of this service. */
@NullMarked
package dev.chirp.ingest.meter;

import org.jspecify.annotations.NullMarked;
