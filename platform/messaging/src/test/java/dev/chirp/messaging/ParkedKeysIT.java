package dev.chirp.messaging;

import static dev.chirp.messaging.Platform.await;
import static dev.chirp.messaging.Platform.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.ConsumerGroup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys whose next event failed: retried, held, skipped, across restarts. */
class ParkedKeysIT {
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration NOT_SOON = Duration.ofHours(1);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ScriptedListener listener = new ScriptedListener();
    private Platform platform;
    private EventConsumer consumer;

    @BeforeEach
    void start() throws SQLException {
        platform = new Platform();
    }

    @AfterEach
    void stop() {
        consumer.stop();
        platform.close();
    }

    private void start(FailurePolicy policy) {
        consumer = new EventConsumer(
                ConsumerSettings.of(ConsumerGroup.CLASSIFY_WORKER, Platform.bootstrapServers(), 4)
                        .withFailures(policy),
                platform.events,
                listener,
                meters);
        consumer.start();
    }

    private String parked(String key) {
        try {
            return platform.text(
                    "SELECT concat_ws(' ', seq, known_seq, state, attempts) FROM parked WHERE key = '" + key + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Long> traced(String key, String what) {
        return platform.longs(
                "SELECT seq FROM trace WHERE key = '%s' AND what = '%s' ORDER BY id".formatted(key, what));
    }

    @Test
    void countsAttemptsAcrossARestart() throws SQLException {
        String key = newKey();
        platform.append(key, 3);
        listener.fail(key, 1);
        start(FailurePolicy.skip().withRetryDelays(List.of(SOON, NOT_SOON)));
        platform.publish(key, 1, 2, 3);
        await("two attempts counted, two events waiting", () -> "1 3 RETRYING 2".equals(parked(key)));

        consumer.stop();
        assertThat(platform.committed()).isEqualTo(platform.end());
        platform.administer("UPDATE parked SET next_at = clock_timestamp() WHERE key = '" + key + "'");
        start(FailurePolicy.skip().withRetryDelays(List.of(SOON, NOT_SOON)));

        await("the rest applied", () -> platform.applied(key).equals(List.of(2L, 3L)));
        assertThat(listener.attempts(key)).containsExactly(1L, 1L, 1L, 2L, 3L);
        assertThat(platform.text(
                        "SELECT concat_ws(' ', seq, retry_count, partition IS NOT NULL) FROM dead_letter WHERE key = '"
                                + key + "'"))
                .isEqualTo("1 2 t");
        await("nothing parked", () -> parked(key) == null);
    }

    @Test
    void appliesWhatWaitedInOrderOnceTheFaultHasPassed() throws SQLException {
        String key = newKey();
        platform.append(key, 40);
        listener.fail(key, 2);
        start(FailurePolicy.skip().withRetryDelays(List.of(NOT_SOON)));
        platform.publish(key, 1, 2, 40, 3, 2, 5);
        await("known to wait", () -> "2 40 RETRYING 1".equals(parked(key)));
        listener.recover(key, 2);

        platform.administer("UPDATE parked SET next_at = clock_timestamp() WHERE key = '" + key + "'");

        await("all applied", () -> platform.applied(key).size() >= 40);
        assertThat(platform.applied(key)).isSorted().doesNotHaveDuplicates();
        await("nothing parked", () -> parked(key) == null);
        platform.append(key, 1);
        platform.publish(key, 41);
        await("back on its usual path", () -> platform.applied(key).size() == 41);
    }

    @Test
    void takesUpAKeyThatAKilledInstanceWorkedOn() throws SQLException {
        String key = newKey();
        platform.append(key, 2);
        start(FailurePolicy.skip());
        platform.publish(key, 1);
        await("the first one applied", () -> platform.applied(key).equals(List.of(1L)));

        // What a kill -9 between two events of a parked key leaves behind, its lease just over.
        platform.administer("INSERT INTO parked (consumer, stream, key, seq, known_seq, attempts, next_at, reason)"
                + " VALUES ('classify-worker', 'capture.accepted', '" + key + "', 2, 2, 0, clock_timestamp(), '')");

        await("the second one applied", () -> platform.applied(key).equals(List.of(1L, 2L)));
        await("nothing parked", () -> parked(key) == null);
    }

    @Test
    void holdsTheKeyOfADeadEventUntilItIsDiscarded() throws SQLException {
        String key = newKey();
        String other = newKey();
        platform.append(key, 3);
        platform.append(other, 2);
        listener.fail(key, 1);
        start(FailurePolicy.hold().withRetryDelays(List.of(SOON)));
        platform.publish(key, 1, 2, 3);
        await("held", () -> "1 3 HELD 2".equals(parked(key)));
        platform.publish(other, 1, 2);
        await("others go on", () -> platform.applied(other).size() == 2);
        assertThat(traced(key, "dead")).isEmpty();

        assertThat(platform.text("SELECT discard_dead_letter(dlq_id, 1, 'not worth it') FROM dead_letter WHERE key = '"
                        + key + "'"))
                .isEqualTo("t");

        await("the others applied", () -> platform.applied(key).equals(List.of(2L, 3L)));
        assertThat(traced(key, "dead")).containsExactly(1L);
        assertThat(platform.text("SELECT detail ->> 'order_broken' FROM audit_log JOIN dead_letter"
                        + " ON subject = 'dead-letter/' || dlq_id WHERE action = 'dead_letter.discarded' AND key = '"
                        + key
                        + "'"))
                .isEqualTo("true");
    }

    @Test
    void skipsAHeldEventWhenTooManyWaitBehindIt() throws SQLException {
        String key = newKey();
        platform.append(key, 4);
        listener.fail(key, 1);
        start(FailurePolicy.hold().withRetryDelays(List.of(SOON)).withHoldLimits(2, NOT_SOON));
        platform.publish(key, 1, 2, 3);
        await("held", () -> "1 3 HELD 2".equals(parked(key)));

        platform.publish(key, 4);

        await("the others applied", () -> platform.applied(key).equals(List.of(2L, 3L, 4L)));
        assertThat(platform.text("SELECT state FROM dead_letter WHERE key = '" + key + "'"))
                .isEqualTo("OPEN");
    }

    @Test
    void skipsAHeldEventWhenItsTimeIsOver() throws SQLException {
        String key = newKey();
        platform.append(key, 2);
        listener.fail(key, 1);
        start(FailurePolicy.hold().withRetryDelays(List.of(SOON)).withHoldLimits(1_000, SOON));

        platform.publish(key, 1, 2);

        await("the other applied", () -> platform.applied(key).equals(List.of(2L)));
        assertThat(traced(key, "dead")).containsExactly(1L);
    }

    @Test
    void showsWhatIsParkedAndDeadInItsMeters() throws SQLException {
        String key = newKey();
        platform.append(key, 3);
        listener.fail(key, 1);
        start(FailurePolicy.hold().withRetryDelays(List.of()));
        platform.publish(key, 1, 2, 3);

        await("counted", () -> {
            var followers = meters.find("consumer.parked.followers").gauge();
            var open = meters.find("consumer.deadletters.open")
                    .tag("reason", "scripted")
                    .tag("topic", "chirp.capture.accepted.v1")
                    .gauge();
            return followers != null && followers.value() >= 2 && open != null && open.value() >= 1;
        });
        platform.administer("DELETE FROM parked WHERE key = '" + key + "'");
    }
}
