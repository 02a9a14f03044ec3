/** Meters that are registered as they are documented. */
@NullMarked
package dev.chirp.telemetry.meter;

import org.jspecify.annotations.NullMarked;
