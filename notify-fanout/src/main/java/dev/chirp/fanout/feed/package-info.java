/** Kafka records into Redis, each exactly in its turn. */
@NullMarked
package dev.chirp.fanout.feed;

import org.jspecify.annotations.NullMarked;
