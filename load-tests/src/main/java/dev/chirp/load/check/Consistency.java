package dev.chirp.load.check;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What must hold in PostgreSQL after any load and any fault: every acknowledged capture has reached exactly one terminal
 * state and exactly one terminal event, in the order in which its user's captures were accepted, with gapless numbers.
 * Reads with the gateway's role.
 */
public final class Consistency {
    private final String url;
    private final String password;

    /** @param environment what {@code infra.env} says */
    public Consistency(Map<String, String> environment) {
        this.url = "jdbc:postgresql://" + environment.get("CHIRP_DB_HOST") + ":" + environment.get("CHIRP_DB_PORT")
                + "/" + environment.get("CHIRP_DB_NAME");
        this.password = String.valueOf(environment.get("CHIRP_DB_PASSWORD_API_GATEWAY"));
    }

    /** Waits until no capture is on its way. */
    public void awaitQuiet(Duration timeout) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (number("SELECT count(*) FROM capture WHERE status IN ('pending', 'classified')") > 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("captures on their way after " + timeout + ": "
                        + rows("SELECT status, count(*) FROM capture GROUP BY 1", 2));
            }
            Thread.sleep(250);
        }
    }

    /** What is wrong, one sentence each; empty when everything holds. */
    public List<String> violations(Collection<Long> acknowledged) throws SQLException {
        List<String> wrong = new ArrayList<>();
        for (Long id : acknowledged) {
            if (number("SELECT count(*) FROM capture WHERE id = " + id) != 1) {
                wrong.add("capture " + id + " was acknowledged and is not there");
            }
        }
        report(wrong, "capture without exactly one terminal event", """
            SELECT c.id, c.status, count(e.seq) FROM capture c LEFT JOIN event e ON e.stream = 'capture.results'
                AND e.key = c.user_id::text AND e.type IN ('chirp.capture.processed', 'chirp.capture.failed')
                AND coalesce(e.payload ->> 'id', e.payload ->> 'capture_id') = c.id::text
            GROUP BY c.id, c.status HAVING count(e.seq) <> 1
            """, 3);
        report(wrong, "gap in a key's numbers", """
            SELECT stream, key, count(*), max(seq) FROM event GROUP BY stream, key
            HAVING count(*) <> max(seq) OR min(seq) <> 1
            """, 4);
        report(wrong, "captures of a user classified out of the order of their acceptance", """
            SELECT key, before, accepted FROM (
                SELECT r.key, a.seq AS accepted, lag(a.seq) OVER (PARTITION BY r.key ORDER BY r.seq) AS before
                FROM event r JOIN event a ON a.stream = 'capture.accepted' AND a.key = r.key
                    AND a.payload ->> 'capture_id' = r.payload ->> 'capture_id'
                WHERE r.stream = 'capture.results'
                    AND r.type IN ('chirp.capture.classified', 'chirp.capture.failed')) AS classified
            WHERE before > accepted
            """, 3);
        report(wrong, "dead letter", "SELECT consumer, failure_reason, original_event_id FROM dead_letter", 3);
        return wrong;
    }

    private void report(List<String> wrong, String what, String query, int columns) throws SQLException {
        rows(query, columns).stream().limit(5).forEach(row -> wrong.add(what + ": " + row));
    }

    private long number(String query) throws SQLException {
        return Long.parseLong(rows(query, 1).getFirst().getFirst());
    }

    private List<List<String>> rows(String query, int columns) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "chirp_api_gateway", password);
                ResultSet result = connection.createStatement().executeQuery(query)) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
