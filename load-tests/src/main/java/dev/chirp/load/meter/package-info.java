/** The meters of all services, as they are documented. */
@NullMarked
package dev.chirp.load.meter;

import org.jspecify.annotations.NullMarked;
