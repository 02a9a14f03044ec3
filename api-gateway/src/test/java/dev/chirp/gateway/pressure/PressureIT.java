package dev.chirp.gateway.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.embedded.TestServers;
import dev.chirp.gateway.Await;
import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestGateway.Answer;
import dev.chirp.gateway.TestUser;
import dev.chirp.gateway.TestWav;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A gateway before a database of its own, whose pipeline falls behind and catches up. */
class PressureIT {
    private static final String DATABASE = "pressure";
    private static final byte[] WAV = TestWav.ofSeconds(1);
    private TestGateway gateway;
    private TestUser user;

    @BeforeAll
    static void prepare() {
        TestServers.newDatabase(DATABASE);
    }

    @AfterEach
    void stop() throws SQLException {
        gateway.close();
        execute("DELETE FROM capture");
        execute("DELETE FROM dead_letter");
        execute("DELETE FROM classify_pace");
        execute("UPDATE relay_lane SET position = pg_current_snapshot()");
    }

    @Test
    void refusesWhileTooManyCapturesWait() throws Exception {
        start(Map.of("chirp.pressure.classify-captures", "5"));
        for (int i = 0; i < 6; i++) {
            assertThat(upload().status()).isEqualTo(202);
        }

        awaitRefusal("classify_lag");

        // At the budget, and still above 80 % of it.
        workOffAllBut(5);
        look();
        assertThat(upload().status()).isEqualTo(503);
        workOffAllBut(4);
        awaitAcceptance("classify_lag");
    }

    private static void workOffAllBut(int pending) throws SQLException {
        execute("UPDATE capture SET status = 'failed' WHERE status = 'pending' AND id NOT IN"
                + " (SELECT id FROM capture WHERE status = 'pending' LIMIT " + pending + ")");
    }

    @Test
    void refusesWhileCapturesWaitTooLongAndLongRecordingsDoNotCount() throws Exception {
        start(Map.of("chirp.pressure.classify-age", "10m"));
        upload();
        execute("UPDATE capture SET created_at = now() - interval '1 hour', duration_seconds = 3600");
        look();
        assertThat(upload().status()).isEqualTo(202);

        for (int more = 0; more < 8; more++) {
            upload();
        }
        execute("UPDATE capture SET created_at = now() - interval '11 minutes' WHERE duration_seconds < 60");
        look();
        assertThat(upload().status()).as("nine are stuck").isEqualTo(202);
        execute("UPDATE capture SET created_at = now() - interval '11 minutes' WHERE duration_seconds < 60");
        awaitRefusal("classify_age");

        execute("UPDATE capture SET created_at = now() - interval '9 minutes' WHERE duration_seconds < 60");
        look();
        assertThat(upload().status()).isEqualTo(503);
        execute("UPDATE capture SET created_at = now() WHERE duration_seconds < 60");
        awaitAcceptance("classify_age");
    }

    @Test
    void refusesWhileTheBrokerTakesNothingForTooLong() throws Exception {
        start(Map.of("chirp.pressure.oldest-unpublished", "10m"));
        execute("UPDATE relay_lane SET position = pg_current_snapshot()");
        upload();
        look();
        assertThat(upload().status()).isEqualTo(202);
        execute("UPDATE event SET created_at = now() - interval '11 minutes'");
        awaitRefusal("unpublished_events");

        execute("UPDATE relay_lane SET position = pg_current_snapshot()");
        awaitAcceptance("unpublished_events");
    }

    @Test
    void refusesWhileTooManyBytesWaitForTheBroker() throws Exception {
        start(Map.of("chirp.pressure.unpublished-bytes", WAV.length + "B"));
        execute("UPDATE relay_lane SET position = pg_current_snapshot()");
        upload();
        look();
        assertThat(upload().status()).isEqualTo(202);
        execute("UPDATE event SET created_at = now() - interval '1 minute'");
        awaitRefusal("unpublished_bytes");

        execute("UPDATE relay_lane SET position = pg_current_snapshot()");
        awaitAcceptance("unpublished_bytes");
    }

    @Test
    void refusesWhileClassificationIsSlowAndMoreAndMoreWait() throws Exception {
        start(Map.of("chirp.pressure.classify-slow-for", "100ms"));
        report(700);
        look();
        assertThat(upload().status()).as("one waits, then two").isEqualTo(202);
        awaitRefusal("classify_slow");

        report(500);
        look();
        assertThat(upload().status()).as("more than 80 %").isEqualTo(503);
        report(470);
        awaitAcceptance("classify_slow");
    }

    private static void report(double p95Millis) throws SQLException {
        execute("SELECT report_classify_pace('00000000-0000-0000-0000-000000000001', " + p95Millis + ")");
    }

    @Test
    void refusesWhileTooManyDeadLettersAreOpen() throws Exception {
        start(Map.of("chirp.pressure.dead-letters", "5"));
        execute("INSERT INTO dead_letter (dlq_id, consumer, original_topic, stream, key, seq, failure_reason,"
                + " error_class, retry_count, payload, headers) SELECT gen_random_uuid(), 'c', 't', 's', 'k', n,"
                + " 'r', 'e', 0, '', '{}' FROM generate_series(1, 6) AS n");
        awaitRefusal("dead_letters");

        execute("UPDATE dead_letter SET state = 'DONE' WHERE seq < 3");
        awaitAcceptance("dead_letters");
    }

    @Test
    void refusesWhenItsDiskIsAlmostFull() {
        start(Map.of("chirp.pressure.disk-free-percent", "100"));

        awaitRefusal("disk_full");
    }

    @Test
    void tellsTheAgeOfTheOldestClipThatHasNoOutcome() throws Exception {
        start(Map.of());
        look();
        assertThat(undecided()).isZero();

        upload();
        upload();
        changeFirst("created_at = now() - interval '1 hour'");
        look();
        assertThat(undecided()).isBetween(3_600.0, 3_900.0);

        changeFirst("status = 'classified', verdict = 'no_bird', classified_at = now()");
        look();
        assertThat(undecided()).isBetween(3_600.0, 3_900.0);

        changeFirst("status = 'processed'");
        look();
        assertThat(undecided()).as("the second one's").isBetween(0.0, 300.0);

        execute("UPDATE capture SET duration_seconds = 61");
        look();
        assertThat(undecided()).as("long recordings are").isZero();
    }

    private static void changeFirst(String change) throws SQLException {
        execute("UPDATE capture SET " + change + " WHERE id = (SELECT min(id) FROM capture)");
    }

    private double undecided() {
        return gateway.context()
                .getBean(MeterRegistry.class)
                .get("gateway.captures.undecided")
                .gauge()
                .value();
    }

    @Test
    void readsAndDeletesAllTheSame() throws Exception {
        start(Map.of("chirp.pressure.classify-captures", "1"));
        long capture = upload().json().get("capture_id").asLong();
        upload();
        awaitRefusal("classify_lag");

        assertThat(gateway.get("/api/v1/captures", user.bearer()).status()).isEqualTo(200);
        assertThat(gateway.delete("/api/v1/captures/" + capture, user.bearer()).status())
                .isEqualTo(204);
    }

    private void awaitRefusal(String reason) {
        Await.until(() -> upload().status() == 503);
        Answer refused = upload();
        assertThat(refused.code()).isEqualTo("pipeline_behind");
        assertThat(Long.parseLong(refused.header("Retry-After"))).isPositive();
        MeterRegistry meters = gateway.context().getBean(MeterRegistry.class);
        assertThat(meters.counter("gateway.intake.refused", "reason", reason).count())
                .isGreaterThanOrEqualTo(2);
        assertThat(meters.get("gateway.pressure").tag("reason", reason).gauge().value())
                .isEqualTo(1);
    }

    private void awaitAcceptance(String reason) {
        Await.until(() -> upload().status() == 202);
        assertThat(gateway.context()
                        .getBean(MeterRegistry.class)
                        .get("gateway.pressure")
                        .tag("reason", reason)
                        .gauge()
                        .value())
                .isZero();
    }

    private void look() {
        gateway.context().getBean(Pressure.class).look().toFuture().join();
    }

    private Answer upload() {
        return gateway.upload(user, "a.wav", WAV);
    }

    private void start(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("chirp.db.name", DATABASE);
        all.put("chirp.pressure.sample-every", "50ms");
        gateway = TestGateway.start(all);
        user = gateway.newUser();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection =
                TestServers.postgres().administrator(DATABASE).getConnection()) {
            connection.createStatement().execute(sql);
        }
    }
}
