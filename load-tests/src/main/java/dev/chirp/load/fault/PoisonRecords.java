package dev.chirp.load.fault;

import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.load.check.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records among those of the platform, under the keys of its users, that no version of it has written. */
final class PoisonRecords {
    private static final String TOPIC = Stream.CAPTURE_ACCEPTED.topic();
    private static final long BEYOND_ALL = 1_000_000_000L;
    private static final byte[] GARBAGE = {(byte) 0xff, 0, (byte) 0xfe, 'p', 'o', 'i', 's', 'o', 'n', 0};

    private PoisonRecords() {}

    static void among(Site site) throws Exception {
        List<String> users = new ArrayList<>();
        site.database()
                .each(
                        "SELECT key FROM user_stream WHERE stream = '%s'"
                                .formatted(Stream.CAPTURE_ACCEPTED.streamName()),
                        row -> users.add(row.getString(1)));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", BrokerFaults.bootstrapServers(site)),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long end = System.nanoTime() + site.storm().toNanos();
            int sent = 0;
            while (System.nanoTime() < end) {
                byte[] key = users.get(site.random().nextInt(users.size())).getBytes(StandardCharsets.UTF_8);
                RecordMetadata at = producer.send(poison(sent++, key)).get();
                site.poisoned(new Place(at.topic(), at.partition(), at.offset()));
                site.passMillis(50, 400);
            }
            site.say("poison records: " + sent);
        }
    }

    private static ProducerRecord<byte[], byte[]> poison(int turn, byte[] key) {
        return switch (turn % 3) {
            case 0 -> new ProducerRecord<>(TOPIC, key, "{\"capture_id\": 1}".getBytes(StandardCharsets.UTF_8));
            case 1 -> numbered(new ProducerRecord<>(TOPIC, key, GARBAGE), "1.0");
            default -> numbered(new ProducerRecord<>(TOPIC, key, "{}".getBytes(StandardCharsets.UTF_8)), "99.0");
        };
    }

    /** With a number that the database never gave: one that it gave would be a lie about an event that exists. */
    private static ProducerRecord<byte[], byte[]> numbered(ProducerRecord<byte[], byte[]> sent, String version) {
        Map.of(
                        Header.CHIRP_STREAM, Stream.CAPTURE_ACCEPTED.streamName(),
                        Header.CHIRP_SEQ, Long.toString(BEYOND_ALL),
                        Header.CE_ID, UUID.randomUUID().toString(),
                        Header.CE_TYPE, "chirp.capture.accepted",
                        Header.SCHEMA_VERSION, version)
                .forEach((name, value) -> sent.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return sent;
    }
}
