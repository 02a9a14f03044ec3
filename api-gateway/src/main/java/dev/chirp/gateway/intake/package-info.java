/** The way of a clip from a stream of bytes to a committed capture. */
@NullMarked
package dev.chirp.gateway.intake;

import org.jspecify.annotations.NullMarked;
