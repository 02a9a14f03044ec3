package dev.chirp.art.completion;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the request that each waiting capture came from: the headers of its CaptureClassified event, looked for among
 * the latest 256 results of its user. One that is not found there goes on without.
 */
final class Origins {
    private static final String QUERY = """
        SELECT w.capture_id, found.headers ->> 'request_id' AS request_id,
            found.headers ->> 'traceparent' AS traceparent
        FROM unnest(?::bigint[], ?::text[]) AS w (capture_id, key)
        JOIN user_stream s ON s.stream = 'capture.results' AND s.key = w.key
        CROSS JOIN LATERAL (
            SELECT e.headers FROM event e
            WHERE e.stream = 'capture.results' AND e.key = w.key AND e.seq > s.last_seq - 256
                AND e.day >= (current_timestamp AT TIME ZONE 'UTC')::date - 1
                AND e.type = 'chirp.capture.classified'
                AND e.headers ->> 'subject' = 'capture/' || w.capture_id
            ORDER BY e.seq DESC LIMIT 1) AS found
        """;

    private Origins() {}

    /** Where a capture's chain of events began. */
    record Origin(@Nullable String requestId, @Nullable String traceparent) {
        static final Origin UNKNOWN = new Origin(null, null);
    }

    /** By capture id. */
    static Map<Long, Origin> of(Connection connection, List<WaitingCaptures.Completed> captures) throws SQLException {
        Map<Long, Origin> origins = new HashMap<>();
        if (captures.isEmpty()) {
            return origins;
        }
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setArray(
                    1,
                    array(
                            connection,
                            "bigint",
                            captures.stream()
                                    .map(WaitingCaptures.Completed::captureId)
                                    .toArray()));
            query.setArray(
                    2,
                    array(
                            connection,
                            "text",
                            captures.stream()
                                    .map(capture -> Long.toString(capture.userId()))
                                    .toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    origins.put(
                            row.getLong("capture_id"),
                            new Origin(row.getString("request_id"), row.getString("traceparent")));
                }
            }
        }
        return origins;
    }

    private static Array array(Connection connection, String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
    }
}
