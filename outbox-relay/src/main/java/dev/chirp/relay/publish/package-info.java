/** Hands events to Kafka in order, remembering what the broker has not yet acknowledged. */
@NullMarked
package dev.chirp.relay.publish;

import org.jspecify.annotations.NullMarked;
