package dev.chirp.ingest.upload;

import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.TestServers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes what was written about uploads, as the relay does. */
final class UploadPublisher implements AutoCloseable {
    private static final String EVENTS = """
        SELECT event_id, seq, key, payload::text, type FROM event WHERE stream = 'upload.completed'
            AND headers ->> 'subject' = ?\
        """;

    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    /** The events of this upload; answers how many. */
    int publish(UUID upload) throws SQLException {
        int published = 0;
        try (Connection connection = TestServers.postgres()
                        .administrator(PostgresServer.DATABASE)
                        .getConnection();
                PreparedStatement events = connection.prepareStatement(EVENTS)) {
            events.setString(1, "upload/" + upload);
            try (ResultSet row = events.executeQuery()) {
                while (row.next()) {
                    producer.send(record(row, "upload/" + upload));
                    published++;
                }
            }
        }
        producer.flush();
        return published;
    }

    private static ProducerRecord<byte[], byte[]> record(ResultSet row, String subject) throws SQLException {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Stream.UPLOAD_COMPLETED.topic(), bytes(row.getString("key")), bytes(row.getString("payload")));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(Header.CE_ID, row.getString("event_id"));
        headers.put(Header.CE_TYPE, row.getString("type"));
        headers.put(Header.CE_SOURCE, "device-ingest");
        headers.put(Header.CE_SUBJECT, subject);
        headers.put(Header.CHIRP_STREAM, Stream.UPLOAD_COMPLETED.streamName());
        headers.put(Header.CHIRP_SEQ, row.getString("seq"));
        headers.put(Header.CHIRP_EPOCH, "1");
        headers.put(Header.CHIRP_REQUEST_ID, "request-7");
        headers.put(Header.SCHEMA_VERSION, Header.CURRENT_SCHEMA_VERSION);
        headers.forEach((name, text) -> record.headers().add(name, bytes(text)));
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
