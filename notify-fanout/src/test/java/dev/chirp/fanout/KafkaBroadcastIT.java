package dev.chirp.fanout;

import org.junit.jupiter.api.BeforeAll;

/** Both instances read all records themselves. */
class KafkaBroadcastIT extends LiveDelivery {
    @BeforeAll
    static void start() {
        start("kafka-broadcast", "kafka-broadcast");
    }
}
