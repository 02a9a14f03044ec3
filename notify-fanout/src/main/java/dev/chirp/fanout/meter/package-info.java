/** The meters of this service. */
@NullMarked
package dev.chirp.fanout.meter;

import org.jspecify.annotations.NullMarked;
