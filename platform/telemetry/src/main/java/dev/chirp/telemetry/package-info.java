/** What a service shows of itself: metrics, health and logs. */
@NullMarked
package dev.chirp.telemetry;

import org.jspecify.annotations.NullMarked;
