/** Pushes events to WebSocket sessions: Kafka to Redis to every instance that holds a socket of the user. */
@NullMarked
package dev.chirp.fanout;

import org.jspecify.annotations.NullMarked;
