/** Spans of the platform's own operations, and the trace that logs and metrics belong to. */
@NullMarked
package dev.chirp.telemetry.trace;

import org.jspecify.annotations.NullMarked;
