package dev.chirp.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chirp.contracts.event.EventType;
import dev.chirp.embedded.DatabaseRole;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** A relay that drops the days which are old, and nothing that somebody still waits for. */
class RetentionIT {
    // A deadline, not an expectation: machines that build are busy.
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Map<String, String> OFTEN = Map.of("relay.event.retention-every", "100ms");
    private static final String KEPT =
            "SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date - to_date(right(relname, 8), 'YYYYMMDD') FROM pg_class"
                    + " WHERE relname ~ '^event_[0-9]{8}$' AND relkind = 'r'";

    @Test
    void dropsOldDaysThatArePublishedAndKeepsWhatIsHeld() throws Exception {
        // Given
        Outbox outbox = Outbox.create("retention");
        for (int ago : List.of(30, 31, 40, 50)) {
            day(outbox, ago);
        }
        event(outbox, 40, "published", 1);
        event(outbox, 50, "held", 1);
        event(outbox, 31, "held", 2);
        outbox.append(EventType.CAPTURE_ACCEPTED, "today", "kept");
        administer(outbox, """
            INSERT INTO held (stream, key, seq, lane, event_id, day, reason, state)
            SELECT stream, key, seq, lane, event_id, day, 'record_too_large',
                CASE seq WHEN 1 THEN 'held' ELSE 'discarded' END
            FROM event WHERE key = 'held'\
            """);

        // When
        try (var relay = outbox.run(OFTEN)) {
            // Then
            await().atMost(SOON).until(() -> old(outbox), List.of(30, 50)::equals);
            await().atMost(SOON).until(() -> gauge(relay, "relay.event.days.overdue") == 1);
            assertThat(outbox.query("SELECT key FROM event WHERE key IN ('held', 'today', 'published') ORDER BY key"))
                    .containsExactly("held", "today");
            administer(outbox, "UPDATE held SET state = 'discarded'");
            await().atMost(SOON).until(() -> old(outbox), List.of(30)::equals);
            await().atMost(SOON).until(() -> gauge(relay, "relay.event.days.overdue") == 0);
            assertThat(gauge(relay, "relay.event.days.ahead")).isEqualTo(7);
            try (Connection maintenance = outbox.as(DatabaseRole.MAINTENANCE)) {
                await().atMost(SOON)
                        .until(() -> Outbox.query(maintenance, "SELECT seq FROM held")
                                .isEmpty());
            }
        }
    }

    @Test
    void keepsOldDaysThatNobodyHasPublished() throws Exception {
        // Given
        Outbox outbox = Outbox.create("retention_pending");
        day(outbox, 60);
        day(outbox, 61);
        event(outbox, 60, "pending", 1);
        administer(outbox, "UPDATE relay_lane SET system_identifier = 1");

        // When
        try (var relay = outbox.run(OFTEN)) {
            // Then
            await().atMost(SOON).until(() -> old(outbox), List.of(60)::equals);
            await().atMost(SOON).until(() -> gauge(relay, "relay.event.days.overdue") == 1);
        }
    }

    @Test
    void keepsEverythingWithoutTheOwnersPassword() throws Exception {
        Outbox outbox = Outbox.create("retention_none");
        day(outbox, 60);

        try (var relay =
                outbox.run(Map.of("relay.event.maintenance-password", "", "relay.event.retention-every", "100ms"))) {
            await().atMost(SOON).until(() -> gauge(relay, "relay.event.days.overdue") == 1);
            await().atMost(SOON)
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().equals("relay-retention")));
            assertThat(old(outbox)).containsExactly(60);
        }
    }

    private static void day(Outbox outbox, int ago) throws SQLException {
        administer(outbox, "SELECT create_event_day((clock_timestamp() AT TIME ZONE 'UTC')::date - " + ago + ")");
    }

    private static void event(Outbox outbox, int ago, String key, int seq) throws SQLException {
        administer(outbox, """
            INSERT INTO event (day, lane, stream, key, seq, event_id, topic, type, headers, payload)
            VALUES ((clock_timestamp() AT TIME ZONE 'UTC')::date - %d, 3, 'capture.accepted', '%s', %d, gen_random_uuid(),
                'chirp.capture.accepted.v1', 'chirp.capture.accepted', '{}', '{}')\
            """.formatted(ago, key, seq));
    }

    /** How many days ago the leaves before yesterday were. */
    private static List<Integer> old(Outbox outbox) throws SQLException {
        List<Integer> days = new ArrayList<>();
        for (String day : outbox.query(KEPT)) {
            days.add(Integer.valueOf(day));
        }
        return days.stream().filter(day -> day > 2).sorted().toList();
    }

    private static double gauge(ConfigurableApplicationContext relay, String name) {
        return relay.getBean(MeterRegistry.class).get(name).gauge().value();
    }

    private static void administer(Outbox outbox, String sql) throws SQLException {
        try (Connection connection = outbox.administrator();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
