/** Reads what a socket has missed, from Redis or else from the event table. */
@NullMarked
package dev.chirp.fanout.history;

import org.jspecify.annotations.NullMarked;
