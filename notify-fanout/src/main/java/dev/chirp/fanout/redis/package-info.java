/** Redis as the cache of recent frames and as the bus between instances. */
@NullMarked
package dev.chirp.fanout.redis;

import org.jspecify.annotations.NullMarked;
