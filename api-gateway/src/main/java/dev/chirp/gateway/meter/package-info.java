/** The meters of this service. */
@NullMarked
package dev.chirp.gateway.meter;

import org.jspecify.annotations.NullMarked;
