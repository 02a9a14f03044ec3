package dev.chirp.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.DomainEvent.ArtRequested;
import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Stream;
import dev.chirp.contracts.event.Topics;
import dev.chirp.messaging.ConsumerSettings.Start;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first start of a group; it is the only one that says where the group begins. */
class RegistrationIT {
    private static final ConsumerGroup GROUP = ConsumerGroup.ART_WORKER;

    private Platform platform;

    @BeforeEach
    void start() throws SQLException {
        platform = new Platform();
        platform.administer("DELETE FROM consumer_registration WHERE consumer = '" + GROUP.groupId() + "'");
        platform.administer("DELETE FROM position WHERE consumer = '" + GROUP.groupId() + "'");
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private void register(Start start) throws SQLException {
        Registration.ensure(
                platform.pool,
                ConsumerSettings.of(GROUP, Platform.bootstrapServers(), 1).withStart(start));
    }

    private void append(String key, int count) throws SQLException {
        platform.events.inTransaction(tx -> {
            for (int i = 0; i < count; i++) {
                tx.append(EventDraft.of(
                        EventType.ART_REQUESTED,
                        key,
                        new EventDraft.Origin("classify-worker", "bird/1", null, null),
                        new ArtRequested(1, key, "A bird")));
            }
            return true;
        });
    }

    private String position(String key) throws SQLException {
        return platform.text("SELECT last_seq FROM position WHERE consumer = '%s' AND stream = '%s' AND key = '%s'"
                .formatted(GROUP.groupId(), Stream.ART_REQUESTED.streamName(), key));
    }

    @Test
    void beginsFromNowBehindWhatIsWritten() throws Exception {
        String key = Platform.newKey();
        append(key, 3);

        register(Start.FROM_NOW);

        assertThat(position(key)).isEqualTo("3");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", Platform.bootstrapServers()))) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(GROUP.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get();
            assertThat(offsets).hasSize(Topics.LOCAL_PARTITIONS);
        }
    }

    @Test
    void registersOnce() throws SQLException {
        String key = Platform.newKey();
        append(key, 3);
        register(Start.FROM_START);
        assertThat(position(key)).isNull();

        register(Start.FROM_NOW);

        assertThat(position(key)).isNull();
    }
}
