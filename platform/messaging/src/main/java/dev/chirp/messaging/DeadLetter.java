package dev.chirp.messaging;

import dev.chirp.contracts.event.EventJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A dead letter that is to be handled again.
 *
 * @param message as it is now, edited perhaps
 * @param held its key waits for it
 * @param waiting events behind it, when it is held
 */
record DeadLetter(UUID dlqId, Message message, boolean held, long waiting) {
    private static final String READ = """
        SELECT d.original_topic, d.stream, d.key, coalesce(d.seq, 0), coalesce(d.partition, -1),
            coalesce(d."offset", -1), d.created_at, d.payload, d.headers, p.known_seq - p.seq
        FROM dead_letter d LEFT JOIN parked p ON p.dlq_id = d.dlq_id AND p.state = 'HELD'
        WHERE d.dlq_id = ?\
        """;

    static DeadLetter read(Connection connection, UUID dlqId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READ)) {
            select.setObject(1, dlqId);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                String stream = row.getString(2);
                String key = row.getString(3);
                Instant at = row.getObject(7, OffsetDateTime.class).toInstant();
                Message message = new Message(
                        row.getString(1),
                        stream == null ? "" : stream,
                        key == null ? "" : key,
                        row.getLong(4),
                        row.getInt(5),
                        row.getLong(6),
                        at,
                        row.getBytes(8),
                        headers(row.getString(9)));
                long waiting = row.getLong(10);
                return new DeadLetter(dlqId, message, !row.wasNull(), waiting);
            }
        }
    }

    private static Map<String, String> headers(String json) {
        Map<String, String> headers = new HashMap<>();
        EventJson.MAPPER
                .readTree(json)
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asString()));
        return Map.copyOf(headers);
    }
}
