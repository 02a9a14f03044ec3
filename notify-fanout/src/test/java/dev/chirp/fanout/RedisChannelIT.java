package dev.chirp.fanout;

import org.junit.jupiter.api.BeforeAll;

/** Both instances hear of messages through Redis. */
class RedisChannelIT extends LiveDelivery {
    @BeforeAll
    static void start() {
        start("redis-channel", "redis-channel");
    }
}
