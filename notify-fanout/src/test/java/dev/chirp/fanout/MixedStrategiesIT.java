package dev.chirp.fanout;

import org.junit.jupiter.api.BeforeAll;

/** One instance has been changed over, the other has not. */
class MixedStrategiesIT extends LiveDelivery {
    @BeforeAll
    static void start() {
        start("kafka-broadcast", "redis-channel");
    }
}
