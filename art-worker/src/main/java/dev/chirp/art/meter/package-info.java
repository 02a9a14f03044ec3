/** The meters of this service. */
@NullMarked
package dev.chirp.art.meter;

import org.jspecify.annotations.NullMarked;
