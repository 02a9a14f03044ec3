/** The meters of this service. */
@NullMarked
package dev.chirp.relay.meter;

import org.jspecify.annotations.NullMarked;
