package dev.chirp.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chirp.contracts.event.Lane;
import dev.chirp.contracts.event.Stream;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.TestServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The promises of the relay against real servers, with relays that die and relays that freeze and come back. */
class RelaySafetyIT {
    private static final Duration LEASE_AND_MORE = Duration.ofMillis(3_500);

    // Deadlines, not expectations: machines that build are busy.
    private static final Duration START = Duration.ofSeconds(150);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    @Test
    void losesNothingAndKeepsTheOrderOfKeysWhileRelaysFreezeAndDie() throws Exception {
        // Given
        Map<String, String> properties = new HashMap<>(TestServers.properties("outbox-relay"));
        // So small that what a pause leaves behind is read in parts.
        properties.put("relay.poll.page-rows", "5");
        var writerSource = TestServers.postgres().as(DatabaseRole.API_GATEWAY);
        var relaySource = TestServers.postgres().as(DatabaseRole.OUTBOX_RELAY);
        String prefix = "safety-";
        try (var writers = new EventWriters(writerSource, prefix);
                var log = new TopicLog(TestServers.kafka().bootstrapServers(), Stream.CAPTURE_ACCEPTED.topic());
                var frozen = RunningRelay.start(properties, Path.of("target", "frozen.log"));
                var killed = RunningRelay.start(properties, Path.of("target", "killed.log"))) {
            await().atMost(START).until(() -> owners() == 2);
            writers.start(7);
            await().atMost(ANSWER).until(() -> !log.poll(prefix).isEmpty());

            // When
            frozen.freeze();
            TimeUnit.MILLISECONDS.sleep(LEASE_AND_MORE.toMillis());
            frozen.thaw();
            await().atMost(ANSWER).until(() -> owners() == 2);
            killed.kill();
            TimeUnit.MILLISECONDS.sleep(LEASE_AND_MORE.toMillis());
            writers.stop();

            // Then
            Set<String> committed = Delivery.committed(relaySource, prefix);
            await().atMost(ANSWER)
                    .untilAsserted(() ->
                            assertThat(Delivery.eventIds(log.poll(prefix))).containsAll(committed));
            List<ConsumerRecord<String, String>> records = log.poll(prefix);
            assertThat(Delivery.eventIds(records)).isEqualTo(committed).hasSizeGreaterThan(300);
            Delivery.assertFirstPublishedInOrder(records);
            assertThat(records)
                    .allSatisfy(record -> assertThat(record.partition()).isEqualTo(Lane.of(record.key()) % 16));
        }
    }

    /** How many instances own lanes. */
    private static int owners() throws SQLException {
        try (Connection connection =
                        TestServers.postgres().as(DatabaseRole.OUTBOX_RELAY).getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT count(DISTINCT owner) FROM relay_lane JOIN relay_presence"
                                + " ON instance = owner WHERE heartbeat_at > clock_timestamp() - interval '2 s'");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }
}
