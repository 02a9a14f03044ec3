package dev.chirp.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.embedded.DatabaseRole;
import dev.chirp.embedded.Postgres;
import dev.chirp.embedded.TestServers;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.node.JsonNodeFactory;

/** One relay in this JVM against real servers. */
class RelayIT {
    // A deadline, not an expectation: machines that build are busy.
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static ConfigurableApplicationContext relay;
    private static TopicLog log;

    @BeforeAll
    static void start() {
        relay = run(Map.of());
        log = new TopicLog(TestServers.kafka().bootstrapServers(), Stream.CAPTURE_ACCEPTED.topic());
    }

    @AfterAll
    static void stop() {
        log.close();
        relay.close();
    }

    @Test
    void publishesAnEventWithItsHeaders() throws Exception {
        EventDraft draft = draft("headers", "é");

        append(draft);

        ConsumerRecord<String, String> record = published("headers", 1).getFirst();
        assertThat(record.value()).isEqualTo("{\"text\": \"é\"}");
        assertThat(TopicLog.header(record, Header.CE_SPECVERSION)).isEqualTo("1.0");
        assertThat(TopicLog.header(record, Header.CE_ID))
                .isEqualTo(draft.eventId().toString());
        assertThat(TopicLog.header(record, Header.CE_TYPE)).isEqualTo("chirp.capture.accepted");
        assertThat(TopicLog.header(record, Header.CE_SOURCE)).isEqualTo("relay-test");
        assertThat(TopicLog.header(record, Header.CE_SUBJECT)).isEqualTo("capture/1");
        assertThat(TopicLog.header(record, Header.CE_TIME))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(TopicLog.header(record, Header.TRACEPARENT)).isEqualTo(TRACEPARENT);
        assertThat(TopicLog.header(record, Header.CHIRP_STREAM)).isEqualTo("capture.accepted");
        assertThat(TopicLog.header(record, Header.CHIRP_SEQ)).isEqualTo("1");
        assertThat(TopicLog.header(record, Header.CHIRP_EPOCH)).isEqualTo("1");
        assertThat(TopicLog.header(record, Header.CHIRP_REQUEST_ID)).isEqualTo("request-1");
        assertThat(TopicLog.header(record, Header.SCHEMA_VERSION)).isEqualTo("1.0");
        var meters = relay.getBean(MeterRegistry.class);
        // A reader may have the record before the relay has its receipt.
        await().until(() -> meters.get("relay.publish.latency").timer().count() > 0);
        assertThat(meters.get("relay.lanes.owned").gauge().value()).isEqualTo(128);
    }

    @Test
    void tellsHowFarAGroupIsBehindThatHasNoMember() throws Exception {
        append(draft("group-lag", "never read"));

        var meters = relay.getBean(MeterRegistry.class);
        await().atMost(SOON)
                .until(() -> meters.get("kafka.group.lag")
                                .tag("group", ConsumerGroup.CLASSIFY_WORKER.groupId())
                                .gauge()
                                .value()
                        > 0);
    }

    @Test
    void publishesADeadLetterWithItsOwnHeaders() throws Exception {
        try (var deadLetters =
                new TopicLog(TestServers.kafka().bootstrapServers(), ConsumerGroup.CLASSIFY_WORKER.deadLetterTopic())) {
            append("""
                [{"event_id": "01a1fca6-2803-78ae-b546-da923162f7fb", "stream": "dlq.classify-worker", "key": "dead",
                  "lane": 5, "topic": "chirp.capture.accepted.v1.classify-worker.dlq",
                  "type": "chirp.capture.accepted", "payload": {"text": "as it was"},
                  "headers": {"source": "classify-worker", "chirp_dlq_reason": "unreadable", "chirp_dlq_seq": "7"}}]
                """);

            await().atMost(SOON).until(() -> deadLetters.poll("dead"), found -> !found.isEmpty());
            ConsumerRecord<String, String> record = deadLetters.poll("dead").getFirst();
            assertThat(record.value()).isEqualTo("{\"text\": \"as it was\"}");
            assertThat(TopicLog.header(record, Header.CE_SOURCE)).isEqualTo("classify-worker");
            assertThat(TopicLog.header(record, Header.DLQ_REASON)).isEqualTo("unreadable");
            assertThat(TopicLog.header(record, Header.DLQ_SEQ)).isEqualTo("7");
            assertThat(TopicLog.header(record, Header.CHIRP_STREAM)).isEqualTo("dlq.classify-worker");
        }
    }

    @Test
    void holdsWhatTheBrokerRefusesWithTheLaterEventsOfItsKey() throws Exception {
        append(draft("large", "x".repeat(1_500_000)));
        await().atMost(SOON).until(() -> held("large"), List.of("1 record_too_large")::equals);

        append(draft("large", "small again"));
        append(draft("other", "not concerned"));

        await().atMost(SOON).until(() -> held("large"), List.of("1 record_too_large", "2 behind_held")::equals);
        assertThat(published("other", 1)).hasSize(1);
        assertThat(published("large", 0)).isEmpty();
    }

    @Test
    void goesOnAfterItsConnectionsWereCut() throws Exception {
        append(draft("connections-cut", "before"));
        published("connections-cut", 1);

        administer(
                "chirp",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE application_name LIKE 'chirp-outbox-relay%'");
        append(draft("connections-cut", "after"));

        assertThat(published("connections-cut", 2)).extracting(TopicLog::seq).contains(1L, 2L);
    }

    @Test
    void publishesPastALongTransaction() throws Exception {
        try (Connection slow =
                TestServers.postgres().as(DatabaseRole.API_GATEWAY).getConnection()) {
            slow.setAutoCommit(false);
            append(slow, draft("long-one", "late"));

            append(draft("past-a-long-one", "at once"));

            assertThat(published("past-a-long-one", 1)).hasSize(1);
            assertThat(published("long-one", 0)).isEmpty();
            slow.commit();
        }
        assertThat(published("long-one", 1)).hasSize(1);
    }

    @Test
    void refusesPositionsOfAnotherClusterUntilTheyAreReset() throws Exception {
        TestServers.newDatabase("restored");
        administer("restored", "UPDATE relay_lane SET system_identifier = 1 WHERE lane = 7");
        try (var refusing = run(Map.of("chirp.db.name", "restored"))) {
            Relay restored = refusing.getBean(Relay.class);
            await().atMost(SOON).until(() -> restored.state() instanceof RelayState.Refused);

            administer(
                    "restored",
                    "UPDATE relay_lane SET position = '1:1:',"
                            + " system_identifier = (SELECT system_identifier FROM pg_control_system())");

            await().atMost(SOON).until(() -> restored.lanesOwned() == 128);
        }
    }

    private static ConfigurableApplicationContext run(Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(TestServers.properties("outbox-relay"));
        properties.putAll(more);
        return RelayApplication.application()
                .run(properties.entrySet().stream()
                        .map(property -> "--" + property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new));
    }

    private static EventDraft draft(String key, String text) {
        return EventDraft.of(
                EventType.CAPTURE_ACCEPTED,
                key,
                new EventDraft.Origin("relay-test", "capture/1", "request-1", TRACEPARENT),
                JsonNodeFactory.instance.objectNode().put("text", text));
    }

    private static void append(EventDraft draft) throws SQLException {
        try (Connection connection =
                TestServers.postgres().as(DatabaseRole.API_GATEWAY).getConnection()) {
            append(connection, draft);
        }
    }

    private static void append(String events) throws SQLException {
        try (Connection connection =
                TestServers.postgres().as(DatabaseRole.CLASSIFY_WORKER).getConnection()) {
            append(connection, events);
        }
    }

    private static void append(Connection connection, EventDraft draft) throws SQLException {
        append(connection, EventDraft.toJson(List.of(draft)));
    }

    private static void append(Connection connection, String events) throws SQLException {
        try (PreparedStatement append = connection.prepareStatement("SELECT * FROM append_events(?::jsonb)")) {
            append.setString(1, events);
            append.execute();
        }
    }

    /** The records of a key, once there are so many. */
    /** All records of a key once so many different events of it are there; some may have come twice. */
    private static List<ConsumerRecord<String, String>> published(String key, int atLeast) {
        return await().atMost(SOON)
                .until(
                        () -> log.poll().stream()
                                .filter(record -> record.key().equals(key))
                                .toList(),
                        records ->
                                records.stream().map(TopicLog::seq).distinct().count() >= atLeast);
    }

    private static List<String> held(String key) throws SQLException {
        try (Connection connection =
                        TestServers.postgres().as(DatabaseRole.OUTBOX_RELAY).getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT seq || ' ' || reason FROM held WHERE key = ? ORDER BY seq")) {
            select.setString(1, key);
            try (ResultSet rows = select.executeQuery()) {
                List<String> held = new ArrayList<>();
                while (rows.next()) {
                    held.add(rows.getString(1));
                }
                return held;
            }
        }
    }

    private static void administer(String database, String sql) throws SQLException {
        Postgres server = TestServers.postgres();
        try (Connection connection = server.administrator(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
