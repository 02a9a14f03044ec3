package dev.chirp.load.check;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What must hold in PostgreSQL after any load and any fault: every capture has reached exactly one terminal state and
 * exactly one terminal event, in the order in which its user's captures were accepted, with gapless numbers, and nothing
 * is left on the way. That holds of captures whose upload got no answer too.
 */
public final class Consistency {
    /** Consumers that have not applied all events of a key; empty when the platform is quiet. */
    private static final String BEHIND = """
        SELECT c.consumer, s.stream, s.key, s.last_seq, coalesce(p.last_seq, 0) AS applied
        FROM (SELECT DISTINCT consumer, stream FROM position) c JOIN user_stream s USING (stream)
            LEFT JOIN position p ON p.consumer = c.consumer AND p.stream = s.stream AND p.key = s.key
        WHERE coalesce(p.last_seq, 0) < s.last_seq
        """;

    private static final String ON_THE_WAY = """
        SELECT (SELECT count(*) FROM capture WHERE status IN ('pending', 'classified'))
            + (SELECT count(*) FROM parked WHERE state = 'RETRYING')
            + (SELECT count(*) FROM job)
            + (SELECT count(*) FROM (%s) AS behind)
        """.formatted(BEHIND);

    private final Database database;

    public Consistency(Database database) {
        this.database = database;
    }

    /** Waits until nothing is on its way; returns whether that came about in time. */
    public boolean awaitQuiet(Duration timeout) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (database.number(ON_THE_WAY) > 0) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(250);
        }
        return true;
    }

    /**
     * What is wrong, one sentence each; empty when everything holds.
     *
     * @param poison records that were put into topics from outside: they alone may be dead letters
     */
    public List<String> violations(Collection<Long> acknowledged, Collection<Place> poison)
            throws SQLException, IOException {
        List<String> wrong = new ArrayList<>();
        String ids = acknowledged.stream().map(String::valueOf).collect(Collectors.joining(","));
        report(wrong, "acknowledged and not there: capture", """
            SELECT a.id FROM unnest('{%s}'::bigint[]) AS a (id) WHERE NOT EXISTS (SELECT FROM capture c WHERE c.id = a.id)
            """.formatted(ids));
        report(wrong, "not ended: capture", """
            SELECT id, user_id, status, created_at FROM capture WHERE status IN ('pending', 'classified') ORDER BY id
            """);
        report(
                wrong,
                "good recording failed: capture",
                "SELECT id, error_code, error_detail FROM capture WHERE status = 'failed'");
        report(wrong, "without exactly one terminal event: capture", """
            SELECT c.id, c.status, count(e.seq) FROM capture c LEFT JOIN event e ON e.stream = 'capture.results'
                AND e.key = c.user_id::text AND e.type IN ('chirp.capture.processed', 'chirp.capture.failed')
                AND coalesce(e.payload ->> 'id', e.payload ->> 'capture_id') = c.id::text
            GROUP BY c.id, c.status HAVING count(e.seq) <> 1
            """);
        report(wrong, "without exactly one event of its acceptance: capture", """
            SELECT c.id, count(e.seq) FROM capture c LEFT JOIN event e ON e.stream = 'capture.accepted'
                AND e.key = c.user_id::text AND e.payload ->> 'capture_id' = c.id::text
            GROUP BY c.id HAVING count(e.seq) <> 1
            """);
        report(wrong, "gap in the numbers: ", """
            SELECT e.stream, e.key, count(*), max(e.seq), s.last_seq FROM event e
                JOIN user_stream s ON s.stream = e.stream AND s.key = e.key GROUP BY e.stream, e.key, s.last_seq
            HAVING count(*) <> s.last_seq OR max(e.seq) <> s.last_seq OR min(e.seq) <> 1
            """);
        report(wrong, "classified out of the order of acceptance: ", """
            SELECT key, before, accepted FROM (
                SELECT r.key, a.seq AS accepted, lag(a.seq) OVER (PARTITION BY r.key ORDER BY r.seq) AS before
                FROM event r JOIN event a ON a.stream = 'capture.accepted' AND a.key = r.key
                    AND a.payload ->> 'capture_id' = r.payload ->> 'capture_id'
                WHERE r.stream = 'capture.results'
                    AND r.type IN ('chirp.capture.classified', 'chirp.capture.failed')) AS classified
            WHERE before > accepted
            """);
        report(wrong, "not applied: ", BEHIND);
        report(wrong, "parked: ", "SELECT consumer, stream, key, seq, reason FROM parked WHERE state = 'RETRYING'");
        report(wrong, "job: ", "SELECT consumer, stream, key, seq, percent FROM job");
        report(wrong, "held: ", "SELECT stream, key, seq, reason FROM held WHERE state <> 'discarded'");
        report(wrong, "in a transaction and idle: ", """
            SELECT usename, pid, state, left(query, 80) AS query FROM pg_stat_activity
            WHERE state LIKE 'idle in transaction%' AND now() - state_change > interval '1 s'
                AND application_name <> 'chirp-check'
            """);
        deadLetters(wrong, poison);
        return wrong;
    }

    private void deadLetters(List<String> wrong, Collection<Place> poison) throws SQLException, IOException {
        String places = poison.stream()
                .map(place -> "('%s', %d, %d)".formatted(place.topic(), place.partition(), place.offset()))
                .collect(Collectors.joining(","));
        String known =
                "(VALUES ('', -1, -1)%s) AS p (topic, part, off)".formatted(places.isEmpty() ? "" : "," + places);
        report(wrong, "dead letter: ", """
            SELECT d.consumer, d.failure_reason, d.key, d.seq, left(d.failure_detail, 120) AS detail FROM dead_letter d
                LEFT JOIN %s ON p.topic = d.original_topic AND p.part = d.partition AND p.off = d."offset"
            WHERE p.topic IS NULL
            """.formatted(known));
        report(wrong, "poison that became no dead letter: ", """
            SELECT p.topic, p.part, p.off FROM %s
                LEFT JOIN dead_letter d ON p.topic = d.original_topic AND p.part = d.partition AND p.off = d."offset"
            WHERE d.dlq_id IS NULL AND p.topic <> ''
            """.formatted(known));
    }

    private void report(List<String> wrong, String what, String query) throws SQLException, IOException {
        List<String> rows = database.rows(query);
        rows.stream().limit(3).forEach(row -> wrong.add(what + " " + row));
        if (rows.size() > 3) {
            wrong.add(what + " … and " + (rows.size() - 3) + " more");
        }
    }
}
