package dev.chirp.classify.capture;

import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Lane;
import dev.chirp.contracts.event.Stream;
import dev.chirp.embedded.TestServers;
import dev.chirp.storage.BlobWriter;
import dev.chirp.storage.FileBlobStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.JsonNode;

/** What the gateway and the relay do before a capture arrives, and what can be seen of it afterwards. */
final class TestCaptures implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DataSource database =
            TestServers.postgres().administrator(TestServers.postgres().database());
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    /** A capture that was accepted; {@code event} is its row in the event table. */
    record Accepted(long id, long userId, String audioKey) {}

    /** An event that was written. */
    record Written(String type, String key, JsonNode headers, JsonNode payload) {}

    static Path storage() {
        return TestServers.folder().resolve("storage");
    }

    long newUser() throws SQLException {
        String name = "user-" + UUID.randomUUID();
        return one(
                "INSERT INTO app_user (username, email, password_hash) VALUES (?, ? || '@example.org', 'x') RETURNING"
                        + " id",
                row -> row.getLong(1),
                name,
                name);
    }

    /** Stores the audio, writes the capture and its event; does not publish it. */
    Accepted accept(long userId, byte[] audio) throws SQLException, IOException {
        String key = "uploads/" + EventId.next();
        try (BlobWriter writer = new FileBlobStore(storage()).create(key)) {
            writer.write(ByteBuffer.wrap(audio));
            writer.commit();
        }
        return accept(userId, key);
    }

    Accepted accept(long userId, String audioKey) throws SQLException {
        return accept(userId, audioKey, 1.0);
    }

    /** @param seconds what the gateway says that it lasts */
    Accepted accept(long userId, String audioKey, double seconds) throws SQLException {
        String headers = "{\"source\": \"api-gateway\", \"request_id\": \"request-7\", \"schema_version\": \"1.0\"}";
        long id = one(
                "SELECT capture_id FROM accept_capture(?, NULL, NULL, 'a.wav', 'audio/wav', ?, ?, 44, ?, now(), ?, ?,"
                        + " ?::jsonb)",
                row -> row.getLong(1),
                userId,
                audioKey,
                sha256(audioKey),
                seconds,
                EventId.next(),
                Lane.of(Long.toString(userId)),
                headers);
        return new Accepted(id, userId, audioKey);
    }

    /** Of the stored audio; of its key when there is none. */
    private static String sha256(String audioKey) {
        Path audio = storage().resolve(audioKey);
        try {
            byte[] bytes = Files.isRegularFile(audio) ? Files.readAllBytes(audio) : bytes(audioKey);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Publishes the event of a capture as the relay does. */
    void publish(Accepted capture) throws SQLException {
        ProducerRecord<byte[], byte[]> accepted = one(
                "SELECT event_id, seq, key, payload::text, type FROM event WHERE stream = ? AND headers ->> 'subject'"
                        + " = ?",
                TestCaptures::published,
                Stream.CAPTURE_ACCEPTED.streamName(),
                "capture/" + capture.id());
        producer.send(accepted);
        producer.flush();
    }

    private static ProducerRecord<byte[], byte[]> published(ResultSet row) throws SQLException {
        ProducerRecord<byte[], byte[]> accepted = new ProducerRecord<>(
                Stream.CAPTURE_ACCEPTED.topic(), bytes(row.getString("key")), bytes(row.getString("payload")));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(Header.CE_ID, row.getString("event_id"));
        headers.put(Header.CE_TYPE, row.getString("type"));
        headers.put(Header.CE_SOURCE, "api-gateway");
        headers.put(Header.CHIRP_STREAM, Stream.CAPTURE_ACCEPTED.streamName());
        headers.put(Header.CHIRP_SEQ, row.getString("seq"));
        headers.put(Header.CHIRP_EPOCH, "1");
        headers.put(Header.CHIRP_REQUEST_ID, "request-7");
        headers.put(Header.SCHEMA_VERSION, Header.CURRENT_SCHEMA_VERSION);
        headers.forEach((name, text) -> accepted.headers().add(name, bytes(text)));
        return accepted;
    }

    Accepted acceptAndPublish(long userId, byte[] audio) throws SQLException, IOException {
        Accepted capture = accept(userId, audio);
        publish(capture);
        return capture;
    }

    /** The capture's document once it is what is wanted. */
    JsonNode await(Accepted capture, Predicate<JsonNode> wanted) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode document = document(capture);
        while (!wanted.test(document)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still " + document);
            }
            LockSupport.parkNanos(20_000_000);
            document = document(capture);
        }
        return document;
    }

    JsonNode awaitStatus(Accepted capture, String status) throws SQLException {
        return await(capture, document -> document.required("status").asString().equals(status));
    }

    private JsonNode document(Accepted capture) throws SQLException {
        return one(
                "SELECT capture_document(c)::text FROM capture c WHERE id = ?",
                row -> EventJson.MAPPER.readTree(row.getString(1)),
                capture.id());
    }

    /** Events about a subject, in the order of their writing, the capture's acceptance excepted. */
    List<Written> events(String subject) throws SQLException {
        return all(
                "SELECT type, key, headers::text, payload::text FROM event WHERE headers ->> 'subject' = ?"
                        + " AND stream <> 'capture.accepted' AND stream NOT LIKE 'dlq.%' ORDER BY created_at, seq",
                row -> new Written(
                        row.getString(1),
                        row.getString(2),
                        EventJson.MAPPER.readTree(row.getString(3)),
                        EventJson.MAPPER.readTree(row.getString(4))),
                subject);
    }

    List<Written> events(Accepted capture) throws SQLException {
        return events("capture/" + capture.id());
    }

    /** What the worker writes when it hears somebody who speaks, without the worker. */
    void hearSpeech(Accepted capture) throws SQLException {
        one(
                "SELECT count(*) FROM classify_capture(?, 'pending', 'no_bird', NULL, NULL, '[]', '[]', 'm', '1',"
                        + " true)",
                row -> row.getLong(1),
                capture.id());
    }

    void awaitGone(Path... files) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Arrays.stream(files).anyMatch(Files::exists)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still there: " + Arrays.toString(files));
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    List<String> privateAudio() throws SQLException {
        return all("SELECT audio_key FROM private_audio(1000)", row -> row.getString(1));
    }

    /** Files of all servers, the broker's log and the database's tables among them, that hold a piece of a recording. */
    static List<Path> storedBytesContaining(byte[] recording) throws IOException {
        byte[] piece = Arrays.copyOfRange(recording, recording.length - 600, recording.length);
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(TestServers.folder(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && contains(file, piece)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            /** Servers that run take files and folders away meanwhile. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static boolean contains(Path file, byte[] piece) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return text.contains(new String(piece, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return false; // gone meanwhile, or no longer ours to read
        }
    }

    /** Reasons of the user's dead letters. */
    List<String> deadLetters(long userId) throws SQLException {
        return all(
                "SELECT failure_reason FROM dead_letter WHERE key = ?", row -> row.getString(1), Long.toString(userId));
    }

    void storeSprite(String scientificName) throws SQLException {
        one("SELECT store_sprite(?, 'x', 'abc', 1)", row -> row.getLong(1), scientificName);
    }

    void delete(Accepted capture) throws SQLException, IOException {
        one("DELETE FROM capture WHERE id = ? RETURNING id", row -> row.getLong(1), capture.id());
        new FileBlobStore(storage()).delete(capture.audioKey());
    }

    @FunctionalInterface
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> T one(String sql, Row<T> row, Object... parameters) throws SQLException {
        List<T> all = all(sql, row, parameters);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " rows (expected: 1) of " + sql);
        }
        return all.getFirst();
    }

    private <T> List<T> all(String sql, Row<T> row, Object... parameters) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<T> all = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.add(row.read(rows));
                }
            }
            return all;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
