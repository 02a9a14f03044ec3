/** How far the pipeline is behind, and when that is too far to take more. */
@NullMarked
package dev.chirp.gateway.pressure;

import org.jspecify.annotations.NullMarked;
