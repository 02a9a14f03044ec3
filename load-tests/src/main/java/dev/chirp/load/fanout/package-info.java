/** A fan-out with servers of its own, what is published to it, and what is done to it. */
@NullMarked
package dev.chirp.load.fanout;

import org.jspecify.annotations.NullMarked;
