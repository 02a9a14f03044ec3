package dev.chirp.relay.read;

import dev.chirp.relay.position.EventKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;

/** What is read of each event; queries give {@code early} besides. */
public final class EventColumns {
    /** For a SELECT list; JSON becomes text in the database. */
    public static final String LIST = """
        tx, lane, stream, key, seq, day, event_id, topic, type, headers::text AS headers, payload::text AS payload,
        created_at\
        """;

    private EventColumns() {}

    public static EventRow row(ResultSet row) throws SQLException {
        return new EventRow(
                Long.parseLong(text(row, "tx")),
                row.getBoolean("early"),
                row.getInt("lane"),
                new EventKey(text(row, "stream"), text(row, "key"), row.getLong("seq")),
                row.getObject("day", LocalDate.class),
                row.getObject("event_id", UUID.class),
                text(row, "topic"),
                text(row, "type"),
                EventRow.Origin.parse(text(row, "headers")),
                text(row, "payload"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }
}
