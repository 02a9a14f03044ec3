package dev.chirp.messaging;

import static dev.chirp.messaging.Platform.await;
import static dev.chirp.messaging.Platform.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.contracts.event.ConsumerGroup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What on-call's commands do to a running consumer. */
class ReplayIT {
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
                        .withFailures(policy.withRetryDelays(List.of())),
                platform.events,
                listener,
                new SimpleMeterRegistry());
        consumer.start();
    }

    /** Begins a replay of a key's dead letters; returns its id. */
    private String replay(String key, boolean dryRun, double rate, int canary) throws SQLException {
        String id = UUID.randomUUID().toString();
        platform.text("SELECT start_replay('%s', 1, 'a test', '{\"user_id\": \"%s\"}', %s, %s, %s, 0.5, 1000)"
                .formatted(id, key, dryRun, rate, canary));
        return id;
    }

    private String state(String replay) {
        return query("SELECT state FROM replay WHERE replay_id = '" + replay + "'");
    }

    private String items(String replay) {
        return query(
                "SELECT string_agg(state, ' ' ORDER BY ordinal) FROM replay_item WHERE replay_id = '" + replay + "'");
    }

    private String letters(String key) {
        return query("SELECT string_agg(state, ' ' ORDER BY seq) FROM dead_letter WHERE key = '" + key + "'");
    }

    private String query(String sql) {
        try {
            return platform.text(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void kill(String key, long... seqs) throws SQLException {
        LongStream.of(seqs).forEach(seq -> listener.fail(key, seq));
        platform.append(key, 10);
        platform.publish(key, LongStream.rangeClosed(1, 10).toArray());
        await(
                "ten handled",
                () -> query("SELECT last_seq FROM position WHERE key = '" + key + "'") instanceof String last
                        && last.equals("10"));
        LongStream.of(seqs).forEach(seq -> listener.recover(key, seq));
    }

    private List<Long> traced(String key, String what) {
        return platform.longs(
                "SELECT seq FROM trace WHERE key = '%s' AND what = '%s' ORDER BY id".formatted(key, what));
    }

    @Test
    void handlesSkippedEventsAgainOnceInTheirOrder() throws SQLException {
        String key = newKey();
        start(FailurePolicy.skip());
        kill(key, 2, 3, 7);

        String replay = replay(key, false, 1000, 1);

        await("replayed", () -> "DONE".equals(state(replay)));
        assertThat(traced(key, "replayed")).containsExactly(2L, 3L, 7L);
        assertThat(letters(key)).isEqualTo("DONE DONE DONE");
        assertThat(query("SELECT detail FROM replay_item WHERE replay_id = '" + replay + "' AND ordinal = 1"))
                .isEqualTo("Applied after event 10 of its key.");
        String again = replay(key, false, 1000, 1);
        assertThat(query("SELECT matched FROM replay WHERE replay_id = '" + again + "'"))
                .isEqualTo("0");
        assertThat(platform.longs("SELECT 1 FROM audit_log WHERE subject = 'replay/" + replay + "'"))
                .hasSize(2);
    }

    @Test
    void changesNothingInADryRun() throws SQLException {
        String key = newKey();
        start(FailurePolicy.skip());
        kill(key, 4, 5);
        listener.fail(key, 5);

        String replay = replay(key, true, 1000, 1);

        await("simulated", () -> "DONE".equals(state(replay)));
        assertThat(items(replay)).isEqualTo("DONE FAILED");
        assertThat(traced(key, "replayed")).isEmpty();
        assertThat(letters(key)).isEqualTo("OPEN OPEN");
    }

    @Test
    void stopsWhenTheCanaryFails() throws SQLException {
        String key = newKey();
        start(FailurePolicy.skip());
        kill(key, 1, 2, 3);
        listener.fail(key, 1);

        String replay = replay(key, false, 1000, 1);

        await("stopped", () -> "STOPPED".equals(state(replay)));
        assertThat(items(replay)).isEqualTo("FAILED RELEASED RELEASED");
        assertThat(letters(key)).isEqualTo("OPEN OPEN OPEN");
        assertThat(traced(key, "replayed")).isEmpty();
    }

    @Test
    void stopsWhenTooManyFail() throws SQLException {
        String key = newKey();
        start(FailurePolicy.skip());
        kill(key, 1, 2, 3, 4, 5, 6, 7, 8);
        LongStream.rangeClosed(3, 8).forEach(seq -> listener.fail(key, seq));

        String replay = replay(key, false, 1000, 1);

        await("stopped", () -> "STOPPED".equals(state(replay)));
        assertThat(items(replay)).isEqualTo("DONE DONE FAILED FAILED FAILED RELEASED RELEASED RELEASED");
    }

    @Test
    void waitsWhilePausedAndGivesBackWhatIsCancelled() throws SQLException {
        String key = newKey();
        start(FailurePolicy.skip());
        kill(key, 1, 2, 3);

        String replay = replay(key, false, 0.2, 0);
        await("one replayed", () -> traced(key, "replayed").size() == 1);
        assertThat(query("SELECT steer_replay('" + replay + "', 1, 'pause')")).isEqualTo("RUNNING");
        assertThat(query("SELECT steer_replay('" + replay + "', 1, 'cancel')")).isEqualTo("PAUSED");
        assertThat(query("SELECT steer_replay('" + replay + "', 1, 'resume')")).isEqualTo("CANCELLED");

        assertThat(letters(key)).isEqualTo("DONE OPEN OPEN");
        assertThat(items(replay)).isEqualTo("DONE RELEASED RELEASED");
    }

    @Test
    void handlesAHeldEventInItsPlace() throws SQLException {
        String key = newKey();
        platform.append(key, 3);
        listener.fail(key, 1);
        start(FailurePolicy.hold());
        platform.publish(key, 1, 2, 3);
        await(
                "held",
                () -> "1 3 HELD"
                        .equals(query(
                                "SELECT concat_ws(' ', seq, known_seq, state) FROM parked WHERE key = '" + key + "'")));
        String tooEarly = replay(key, false, 1000, 1);
        await("failed again", () -> "FAILED".equals(items(tooEarly)));
        assertThat(letters(key)).isEqualTo("OPEN");
        listener.recover(key, 1);

        String replay = replay(key, false, 1000, 1);

        await("all applied", () -> platform.applied(key).equals(List.of(1L, 2L, 3L)));
        await("ended", () -> "DONE".equals(state(replay)));
        assertThat(letters(key)).isEqualTo("DONE");
    }

    @Test
    void handlesTheEditedPayload() throws SQLException {
        String key = newKey();
        start(FailurePolicy.skip());
        kill(key, 1);
        listener.fail(key, 1);
        assertThat(query("SELECT edit_dead_letter(dlq_id, 1, '{\"capture_id\":', 'broken on purpose')"
                        + " FROM dead_letter WHERE key = '" + key + "'"))
                .isEqualTo("t");

        String replay = replay(key, false, 1000, 1);

        await("failed", () -> "FAILED".equals(items(replay)));
        assertThat(query("SELECT detail FROM replay_item WHERE replay_id = '" + replay + "'"))
                .startsWith("Cannot be read: unreadable");
    }

    @Test
    void keepsTheOrderOfLiveTrafficMeanwhile() throws SQLException {
        String key = newKey();
        start(FailurePolicy.skip());
        kill(key, 2, 4, 6);

        String replay = replay(key, false, 1000, 1);
        platform.append(key, 50);
        platform.publish(key, LongStream.rangeClosed(11, 60).toArray());

        await("all applied", () -> platform.applied(key).size() == 57);
        await("replayed", () -> "DONE".equals(state(replay)));
        assertThat(platform.applied(key)).isSorted();
        assertThat(traced(key, "replayed")).containsExactly(2L, 4L, 6L);
    }
}
