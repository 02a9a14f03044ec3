package dev.chirp.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chirp.contracts.event.EventType;
import dev.chirp.embedded.DatabaseRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The view {@code outbox_events}, as on-call reads it. */
class OutboxEventsIT {
    // A deadline, not an expectation: machines that build are busy.
    private static final Duration SOON = Duration.ofSeconds(90);

    @Test
    void tellsWhatBecameOfEachEvent() throws Exception {
        // Given
        Outbox outbox = Outbox.create("outbox_events");
        outbox.append(EventType.CAPTURE_ACCEPTED, "quick", "small");
        outbox.append(EventType.CAPTURE_ACCEPTED, "stuck", "x".repeat(1_500_000));
        assertThat(status(outbox, "quick")).containsExactly("pending");
        assertThat(status(outbox, "stuck")).containsExactly("pending");

        // When
        try (var relay = outbox.run()) {
            // Then
            await().atMost(SOON).until(() -> status(outbox, "quick"), List.of("published")::equals);
            await().atMost(SOON).until(() -> status(outbox, "stuck"), List.of("held")::equals);
        }
        outbox.append(EventType.CAPTURE_ACCEPTED, "quick", "small");
        assertThat(status(outbox, "quick")).containsExactly("published", "pending");
        assertThat(outbox.query("SELECT event_type, payload, created_at <= clock_timestamp() AS past, event_id = "
                        + "(SELECT event_id FROM event WHERE key = 'quick' AND seq = 1) FROM outbox_events "
                        + "WHERE aggregate_id = 'quick' ORDER BY created_at LIMIT 1"))
                .containsExactly("chirp.capture.accepted {\"text\": \"small\"} t t");
        try (Connection maintenance = outbox.as(DatabaseRole.MAINTENANCE)) {
            assertThat(Outbox.query(maintenance, "SELECT count(*) FROM outbox_events WHERE status = 'pending'"))
                    .containsExactly("1");
        }
    }

    private static List<String> status(Outbox outbox, String key) throws SQLException {
        return outbox.query("SELECT status FROM outbox_events WHERE aggregate_id = ? ORDER BY created_at", key);
    }
}
