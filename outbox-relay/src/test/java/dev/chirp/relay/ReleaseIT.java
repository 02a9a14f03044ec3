package dev.chirp.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chirp.contracts.event.EventType;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.TestServers;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What on-call does about events that the broker refused, with a broker that takes less than they have. */
class ReleaseIT {
    // A deadline, not an expectation: machines that build are busy.
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final EventType TYPE = EventType.ART_REQUESTED;
    private static final String STREAM = TYPE.stream().streamName();
    // Letters by chance, so that compression does not make it small.
    private static final String LARGE = new Random(1)
            .ints(60_000, 'a', 'z' + 1)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();

    private static Outbox outbox;
    private static TopicLog log;

    @BeforeAll
    static void start() {
        outbox = Outbox.create("release");
        log = new TopicLog(TestServers.kafka().bootstrapServers(), TYPE.stream().topic());
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @AfterEach
    void takeEverythingAgain() throws Exception {
        topicTakes(1_048_588);
    }

    @Test
    void publishesAKeyThatIsReleasedInOrderAndItsLaterEventsAsBefore() throws Exception {
        try (var relay = outbox.run()) {
            // Given
            topicTakes(20_000);
            outbox.append(TYPE, "released", LARGE);
            await().atMost(SOON).until(() -> held("released"), List.of("1 record_too_large held")::equals);
            outbox.append(TYPE, "released", "behind");
            await().atMost(SOON).until(() -> held("released").size() == 2);
            outbox.append(TYPE, "neighbour", "flows");
            await().atMost(SOON).until(() -> seqs("neighbour"), List.of(1L)::equals);
            assertThat(outbox.query("SELECT first_seq, count, reason, releasing FROM held_keys WHERE key = 'released'"))
                    .containsExactly("1 2 record_too_large f");
            assertThat(gauge(relay, "relay.held.keys")).isEqualTo(1);

            // When
            topicTakes(1_048_588);
            assertThat(release("released")).isEqualTo("2");

            // Then
            await().atMost(SOON).until(() -> seqs("released"), List.of(1L, 2L)::equals);
            await().atMost(SOON).until(() -> held("released").isEmpty());
            await().atMost(SOON).until(() -> gauge(relay, "relay.held.keys") == 0);
            outbox.append(TYPE, "released", "as before");
            await().atMost(SOON).until(() -> seqs("released"), List.of(1L, 2L, 3L)::equals);
            assertThat(counter(relay, "relay.events.held"))
                    .as("the third went directly")
                    .isEqualTo(2);
            assertThat(counter(relay, "relay.events.released")).isEqualTo(2);
            assertThat(release("released")).as("nothing is left to release").isEqualTo("0");
        }
    }

    @Test
    void holdsAnEventAgainThatIsRefusedAgainUntilItIsDiscarded() throws Exception {
        try (var relay = outbox.run()) {
            // Given
            topicTakes(20_000);
            outbox.append(TYPE, "stubborn", LARGE);
            await().atMost(SOON).until(() -> held("stubborn").size() == 1);
            outbox.append(TYPE, "stubborn", "behind");
            await().atMost(SOON).until(() -> held("stubborn").size() == 2);
            administer("UPDATE held SET reason = 'earlier' WHERE key = 'stubborn' AND seq = 1");

            // When
            assertThat(release("stubborn")).isEqualTo("2");

            // Then
            await().atMost(SOON)
                    .until(() -> held("stubborn"), List.of("1 record_too_large held", "2 behind_held held")::equals);
            assertThat(seqs("stubborn")).isEmpty();
            assertThat(discard("stubborn", 2)).as("was not refused").isEqualTo("f");
            assertThat(discard("stubborn", 1)).isEqualTo("t");
            assertThat(discard("stubborn", 1)).as("is discarded already").isEqualTo("f");
            assertThat(release("stubborn")).isEqualTo("1");
            await().atMost(SOON).until(() -> seqs("stubborn"), List.of(2L)::equals);
            await().atMost(SOON).until(() -> held("stubborn"), List.of("1 record_too_large discarded")::equals);
            await().atMost(SOON).until(() -> gauge(relay, "relay.held.keys") == 0);
            outbox.append(TYPE, "stubborn", "as before");
            await().atMost(SOON).until(() -> seqs("stubborn"), List.of(2L, 3L)::equals);
            assertThat(outbox.query("SELECT FROM held_keys WHERE key = 'stubborn'"))
                    .isEmpty();
        }
    }

    @Test
    void freesAKeyWhoseOnlyHeldEventIsDiscarded() throws Exception {
        try (var relay = outbox.run()) {
            topicTakes(20_000);
            outbox.append(TYPE, "alone", LARGE);
            await().atMost(SOON).until(() -> held("alone").size() == 1);

            assertThat(discard("alone", 1)).isEqualTo("t");

            await().atMost(SOON).until(() -> gauge(relay, "relay.held.keys") == 0);
            outbox.append(TYPE, "alone", "as before");
            await().atMost(SOON).until(() -> seqs("alone"), List.of(2L)::equals);
        }
    }

    @Test
    void keepsTheOrderWhenARelayIsKilledWhileItReleasesAndEventsGoOnComing() throws Exception {
        // Given
        int keys = 8;
        int events = 150;
        topicTakes(20_000);
        try (var first = RunningRelay.start(outbox.properties(), Path.of("target", "releasing.log"))) {
            for (int key = 0; key < keys; key++) {
                outbox.append(TYPE, "busy-" + key, LARGE);
            }
            await().atMost(SOON).until(() -> countHeld() == keys);
            appendToAll(keys, 2, events);
            await().atMost(SOON).until(() -> countHeld() == keys * events);
            topicTakes(1_048_588);

            // When
            for (int key = 0; key < keys; key++) {
                release("busy-" + key);
            }
            await().atMost(SOON).until(() -> !log.poll("busy-").isEmpty());
            first.kill();
        }
        try (var second = outbox.run()) {
            appendToAll(keys, events + 1, events + 20);

            // Then
            await().atMost(SOON).until(() -> countHeld() == 0);
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(Delivery.eventIds(log.poll("busy-"))).hasSize(keys * (events + 20)));
            Delivery.assertFirstPublishedInOrder(log.poll("busy-"));
            await().atMost(SOON).until(() -> gauge(second, "relay.held.keys") == 0);
        }
    }

    private static void appendToAll(int keys, int from, int to) throws SQLException {
        try (Connection connection = outbox.as(DatabaseRole.API_GATEWAY)) {
            for (int seq = from; seq <= to; seq++) {
                for (int key = 0; key < keys; key++) {
                    Outbox.append(connection, TYPE, "busy-" + key, "event " + seq);
                }
            }
        }
    }

    private static String release(String key) throws SQLException {
        return outbox.query("SELECT release_held(?, ?)", STREAM, key).getFirst();
    }

    private static String discard(String key, long seq) throws SQLException {
        return outbox.query("SELECT discard_held(?, ?, ?)", STREAM, key, seq).getFirst();
    }

    private static List<String> held(String key) throws SQLException {
        try (Connection connection = outbox.as(DatabaseRole.OUTBOX_RELAY)) {
            return Outbox.query(connection, "SELECT seq, reason, state FROM held WHERE key = ? ORDER BY seq", key);
        }
    }

    private static int countHeld() throws SQLException {
        return outbox.query("SELECT count FROM held_keys WHERE key LIKE 'busy-%'").stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    private static List<Long> seqs(String key) {
        return log.poll().stream()
                .filter(record -> record.key().equals(key))
                .map((ConsumerRecord<String, String> record) -> TopicLog.seq(record))
                .distinct()
                .toList();
    }

    private static double gauge(ConfigurableApplicationContext relay, String name) {
        return relay.getBean(MeterRegistry.class).get(name).gauge().value();
    }

    private static double counter(ConfigurableApplicationContext relay, String name) {
        return relay.getBean(MeterRegistry.class).get(name).counter().count();
    }

    private static void administer(String sql) throws SQLException {
        try (Connection connection = outbox.administrator();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void topicTakes(int bytes) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()))) {
            var topic =
                    new ConfigResource(ConfigResource.Type.TOPIC, TYPE.stream().topic());
            var limit = new ConfigEntry("max.message.bytes", Integer.toString(bytes));
            admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(limit, OpType.SET))))
                    .all()
                    .get();
        }
    }
}
