package dev.chirp.peer;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.FileReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Reads the event table by logical decoding, through the outbox router, and publishes to one topic. Started by the relay's
 * benchmark with a file of the engine's properties, of which those that begin with {@code producer.} are the Kafka
 * producer's; ends when it is killed.
 */
public final class DebeziumRelay {
    private static final String PRODUCER = "producer.";

    private DebeziumRelay() {}

    public static void main(String[] args) throws IOException {
        Properties engine = new Properties();
        Properties producer = new Properties();
        try (Reader file = new FileReader(args[0], StandardCharsets.UTF_8)) {
            Properties all = new Properties();
            all.load(file);
            all.forEach((name, value) -> {
                String text = name.toString();
                if (text.startsWith(PRODUCER)) {
                    producer.put(text.substring(PRODUCER.length()), value);
                } else {
                    engine.put(text, value);
                }
            });
        }
        try (DebeziumEngine<RecordChangeEvent<SourceRecord>> running = DebeziumEngine.create(
                        ChangeEventFormat.of(Connect.class))
                .using(engine)
                .using((DebeziumEngine.ConnectorCallback) new Announcement())
                .notifying(new KafkaSink(producer))
                .build()) {
            running.run();
        }
    }

    /** Tells the benchmark that the peer is at work. */
    private static final class Announcement implements DebeziumEngine.ConnectorCallback {
        @Override
        public void pollingStarted() {
            IO.println("Peer is up");
        }
    }
}
