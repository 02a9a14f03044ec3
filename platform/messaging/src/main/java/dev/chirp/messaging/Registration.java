package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.messaging.ConsumerSettings.Start;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * A group's first start, which says once and for all where it begins. From the start: position 0 for every key, and what
 * Kafka no longer has comes from the event table. From now: offsets first, positions after them, so that an event
 * written meanwhile is either behind the offsets or a duplicate, never in between.
 */
final class Registration {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final String REGISTER = """
        INSERT INTO consumer_registration (consumer, topic, start_mode) VALUES (?, ?, ?) ON CONFLICT DO NOTHING\
        """;
    private static final String SEED = """
        INSERT INTO position (consumer, stream, key, last_seq)
        SELECT ?, stream, key, last_seq FROM user_stream WHERE stream = ? ON CONFLICT DO NOTHING\
        """;

    private Registration() {}

    /** Registers the group unless it is; blocks on the broker for at most {@code 10 s} a call when it starts from now. */
    static void ensure(DataSource dataSource, ConsumerSettings settings) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            ConsumerGroup group = settings.group();
            // Locks the row, so that instances that start together do this one after the other.
            if (register(connection, settings) && settings.start() == Start.FROM_NOW) {
                commitEnds(settings);
                seed(connection, group);
            }
            connection.commit();
        }
    }

    private static boolean register(Connection connection, ConsumerSettings settings) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(REGISTER)) {
            insert.setString(1, settings.group().groupId());
            insert.setString(2, settings.group().stream().topic());
            insert.setString(3, settings.start().name());
            return insert.executeUpdate() == 1;
        }
    }

    private static void seed(Connection connection, ConsumerGroup group) throws SQLException {
        try (PreparedStatement seed = connection.prepareStatement(SEED)) {
            seed.setString(1, group.groupId());
            seed.setString(2, group.stream().streamName());
            seed.executeUpdate();
        }
    }

    private static void commitEnds(ConsumerSettings settings) {
        String topic = settings.group().stream().topic();
        int millis = Math.toIntExact(ANSWER_WITHIN.toMillis());
        Map<String, Object> client = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        try (Admin admin = Admin.create(client)) {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            await(admin.describeTopics(List.of(topic)).allTopicNames())
                    .values()
                    .forEach(found -> found.partitions()
                            .forEach(partition ->
                                    latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest())));
            Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
            await(admin.listOffsets(latest).all())
                    .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
            await(admin.alterConsumerGroupOffsets(settings.group().groupId(), ends)
                    .all());
        }
    }

    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The group's first offsets could not be set", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
