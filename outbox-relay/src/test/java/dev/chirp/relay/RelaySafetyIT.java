package dev.chirp.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chirp.contracts.event.Header;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
        Map<String, String> properties = TestServers.properties("outbox-relay");
        var writerSource = TestServers.postgres().as(DatabaseRole.API_GATEWAY);
        String prefix = "safety-";
        try (var writers = new EventWriters(writerSource, prefix);
                var log = new TopicLog(TestServers.kafka().bootstrapServers(), Stream.CAPTURE_ACCEPTED.topic());
                var frozen = RunningRelay.start(properties, Path.of("target", "frozen.log"));
                var killed = RunningRelay.start(properties, Path.of("target", "killed.log"))) {
            await().atMost(START).until(() -> owners() == 2);
            writers.start(7);
            await().atMost(ANSWER).until(() -> !mine(log.poll(), prefix).isEmpty());

            // When
            frozen.freeze();
            TimeUnit.MILLISECONDS.sleep(LEASE_AND_MORE.toMillis());
            frozen.thaw();
            await().atMost(ANSWER).until(() -> owners() == 2);
            killed.kill();
            TimeUnit.MILLISECONDS.sleep(LEASE_AND_MORE.toMillis());
            writers.stop();

            // Then
            Set<String> committed = committed(prefix);
            await().atMost(ANSWER)
                    .untilAsserted(
                            () -> assertThat(eventIds(mine(log.poll(), prefix))).containsAll(committed));
            List<ConsumerRecord<String, String>> records = mine(log.poll(), prefix);
            assertThat(eventIds(records)).isEqualTo(committed).hasSizeGreaterThan(300);
            assertFirstPublishedInOrder(records);
            assertThat(records)
                    .allSatisfy(record -> assertThat(record.partition()).isEqualTo(Lane.of(record.key()) % 16));
        }
    }

    /** What a consumer that orders by {@code chirp_seq} relies on: no event comes before its predecessor ever did. */
    private static void assertFirstPublishedInOrder(List<ConsumerRecord<String, String>> records) {
        Map<String, Long> last = new HashMap<>();
        for (ConsumerRecord<String, String> record : records) {
            long seq = TopicLog.seq(record);
            long expected = last.getOrDefault(record.key(), 0L) + 1;
            assertThat(seq)
                    .as("seq of %s at offset %d", record.key(), record.offset())
                    .isLessThanOrEqualTo(expected);
            if (seq == expected) {
                last.put(record.key(), seq);
            }
        }
    }

    private static List<ConsumerRecord<String, String>> mine(
            List<ConsumerRecord<String, String>> records, String prefix) {
        return records.stream()
                .filter(record -> record.key().startsWith(prefix))
                .toList();
    }

    private static Set<String> eventIds(List<ConsumerRecord<String, String>> records) {
        Set<String> ids = new TreeSet<>();
        records.forEach(record -> ids.add(TopicLog.header(record, Header.CE_ID)));
        return ids;
    }

    private static Set<String> committed(String prefix) throws SQLException {
        try (Connection connection =
                        TestServers.postgres().as(DatabaseRole.OUTBOX_RELAY).getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT event_id FROM event WHERE key LIKE ? || '%'")) {
            select.setString(1, prefix);
            try (ResultSet rows = select.executeQuery()) {
                Set<String> ids = new HashSet<>();
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
                return ids;
            }
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
