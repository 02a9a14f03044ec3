package dev.chirp.messaging;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.DomainEvent.CaptureAccepted;
import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Lane;
import dev.chirp.contracts.event.Stream;
import dev.chirp.contracts.event.Topics;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.TestServers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Real servers, a writer of captures, a hand-driven relay, and a table in which effects leave their trace. */
final class Platform {
    static final Stream STREAM = Stream.CAPTURE_ACCEPTED;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final HikariDataSource pool;
    final EventWriter events;
    private final KafkaProducer<byte[], byte[]> producer;

    Platform() throws SQLException {
        pool = pool(10);
        events = new EventWriter(pool);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers()), new ByteArraySerializer(), new ByteArraySerializer());
        administer("CREATE TABLE IF NOT EXISTS trace (id bigserial, key text, seq bigint, what text)");
        administer("GRANT ALL ON trace, trace_id_seq TO chirp_classify_worker");
    }

    static HikariDataSource pool(int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(TestServers.postgres().as(DatabaseRole.CLASSIFY_WORKER));
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(3000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    static String bootstrapServers() {
        return TestServers.kafka().bootstrapServers();
    }

    /** A key that no other test uses. */
    static String newKey() {
        return Long.toString(ThreadLocalRandom.current().nextLong(1L << 40));
    }

    void append(String key, int count) throws SQLException {
        events.inTransaction(tx -> {
            for (int i = 0; i < count; i++) {
                CaptureAccepted accepted = new CaptureAccepted(
                        i, Long.parseLong(key), null, "uploads/x", "audio/wav", "00", 44, 9.0, Instant.EPOCH);
                tx.append(EventDraft.of(
                        EventType.CAPTURE_ACCEPTED,
                        key,
                        new EventDraft.Origin("api-gateway", "capture/" + i, "request-" + i, null),
                        accepted));
            }
            return null;
        });
    }

    /** The message that the relay makes of an event. */
    Message message(String key, long seq) throws SQLException {
        return new JdbcInbox(ConsumerGroup.CLASSIFY_WORKER, FailurePolicy.skip(), events)
                .missing(STREAM.streamName(), key, seq - 1, seq)
                .getFirst();
    }

    /** Publishes these events in this order. */
    void publish(String key, long... seqs) throws SQLException {
        for (long seq : seqs) {
            send(message(key, seq));
        }
        producer.flush();
    }

    /** These events as the relay would send them. */
    List<Message> messages(String key, long from, long to) throws SQLException {
        List<Message> found = new ArrayList<>();
        for (long seq = from; seq <= to; seq++) {
            found.add(message(key, seq));
        }
        return found;
    }

    void send(Message message) {
        send(message.key().getBytes(StandardCharsets.UTF_8), message.value(), message.headers());
    }

    /** What the group has committed, per partition that it has read from. */
    Map<TopicPartition, Long> committed() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            admin.listConsumerGroupOffsets(ConsumerGroup.CLASSIFY_WORKER.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
            return offsets;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The end of every partition that has records. */
    Map<TopicPartition, Long> end() {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < Topics.LOCAL_PARTITIONS; partition++) {
            latest.put(new TopicPartition(STREAM.topic(), partition), OffsetSpec.latest());
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            admin.listOffsets(latest).all().get().forEach((partition, end) -> offsets.put(partition, end.offset()));
            offsets.values().removeIf(end -> end == 0);
            return offsets;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    void publishQuietly(String key, long... seqs) {
        try {
            publish(key, seqs);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends any bytes; returns the offset. */
    long send(byte[] key, byte[] value, Map<String, String> headers) {
        int partition = key == null ? 0 : Lane.of(new String(key, StandardCharsets.UTF_8)) % Topics.LOCAL_PARTITIONS;
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(STREAM.topic(), partition, key, value);
        headers.forEach((name, text) -> sent.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        sent.headers().add(Header.CHIRP_EPOCH, "1".getBytes(StandardCharsets.UTF_8));
        try {
            return producer.send(sent).get().offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An effect that can be seen, also when it happens twice. */
    static Effect trace(Received event, String what) {
        return tx -> {
            try (PreparedStatement insert =
                    tx.connection().prepareStatement("INSERT INTO trace (key, seq, what) VALUES (?, ?, ?)")) {
                insert.setString(1, event.key());
                insert.setLong(2, event.seq());
                insert.setString(3, what);
                insert.executeUpdate();
            }
        };
    }

    /** The numbers of what was applied to a key, in the order in which it was. */
    List<Long> applied(String key) {
        return longs("SELECT seq FROM trace WHERE what = 'applied' AND key = '%s' ORDER BY id".formatted(key));
    }

    List<Long> longs(String sql) {
        try (Connection connection =
                        TestServers.postgres().administrator("chirp").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<Long> found = new ArrayList<>();
            while (row.next()) {
                found.add(row.getLong(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String text(String sql) throws SQLException {
        try (Connection connection =
                        TestServers.postgres().administrator("chirp").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    void administer(String sql) throws SQLException {
        try (Connection connection =
                        TestServers.postgres().administrator("chirp").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("Not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    void close() {
        producer.close();
        events.close();
        pool.close();
    }
}
