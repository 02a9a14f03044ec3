/** The meters of this service. */
@NullMarked
package dev.chirp.classify.meter;

import org.jspecify.annotations.NullMarked;
