package dev.chirp.relay.read;

import dev.chirp.relay.position.Cursor;
import dev.chirp.relay.position.EventKey;
import dev.chirp.relay.position.Interval;
import dev.chirp.relay.position.Snapshot;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Reads the event table over one connection; positions read here are worthless once it is gone. Used by the publishing
 * thread only.
 */
public final class EventReader {
    private static final String OBSERVE =
            "SELECT pg_current_snapshot()::text, epoch, clock_timestamp() FROM stream_epoch";
    private static final String COLUMNS = """
        SELECT lane, stream, key, seq, day, event_id, topic, type, headers ->> 'source' AS source,
            headers ->> 'subject' AS subject, headers ->> 'request_id' AS request_id,
            headers ->> 'traceparent' AS traceparent, headers ->> 'schema_version' AS schema_version,
            payload::text AS payload, created_at
        FROM event
        WHERE pg_visible_in_snapshot(tx, ?::pg_snapshot) AND lane = ANY (?)
            AND (stream COLLATE "C", key COLLATE "C", seq) > (?, ?, ?)
        """;
    // Two index scans instead of an OR. The collation keeps the planner from walking the primary key for the order.
    private static final String PAGE = "SELECT * FROM (" + COLUMNS + "AND tx >= ?::xid8 UNION ALL " + COLUMNS
            + "AND tx = ANY (?::xid8[])) AS e ORDER BY stream COLLATE \"C\", key COLLATE \"C\", seq LIMIT ?";
    private static final EventKey FIRST = new EventKey("", "", 0);

    private final Connection connection;
    private final PreparedStatement observe;
    private final PreparedStatement page;

    /** Prepares the connection, which stays the caller's. */
    public EventReader(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement set = connection.createStatement()) {
            set.execute("SET enable_seqscan = off");
            set.execute("SET jit = off");
            set.execute("SET plan_cache_mode = force_generic_plan");
        }
        this.observe = connection.prepareStatement(OBSERVE);
        this.page = connection.prepareStatement(PAGE);
    }

    public Observation observe() throws SQLException {
        try (ResultSet row = observe.executeQuery()) {
            row.next();
            return new Observation(
                    Snapshot.parse(row.getString(1)),
                    row.getLong(2),
                    row.getObject(3, OffsetDateTime.class).toInstant());
        }
    }

    /** The next events of these lanes, which all have this cursor. */
    public Page read(Cursor cursor, Snapshot now, List<Integer> lanes, int limit) throws SQLException {
        Interval interval = cursor.next(now);
        if (interval.isEmpty()) {
            return Page.of(interval, List.of(), limit);
        }
        EventKey last = cursor instanceof Cursor.Within within ? within.last() : FIRST;
        Array laneArray = connection.createArrayOf("int2", lanes.toArray());
        int at = bind(1, interval, laneArray, last);
        page.setString(at++, Long.toString(interval.after().xmax()));
        at = bind(at, interval, laneArray, last);
        page.setArray(
                at++,
                connection.createArrayOf(
                        "text",
                        interval.after().inProgress().stream()
                                .map(String::valueOf)
                                .toArray()));
        page.setInt(at, limit);
        try (ResultSet result = page.executeQuery()) {
            List<EventRow> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row(result));
            }
            return Page.of(interval, rows, limit);
        }
    }

    private int bind(int from, Interval interval, Array lanes, EventKey last) throws SQLException {
        int at = from;
        page.setString(at++, interval.upTo().toString());
        page.setArray(at++, lanes);
        page.setString(at++, last.stream());
        page.setString(at++, last.key());
        page.setLong(at++, last.seq());
        return at;
    }

    private static EventRow row(ResultSet row) throws SQLException {
        return new EventRow(
                row.getInt("lane"),
                new EventKey(text(row, "stream"), text(row, "key"), row.getLong("seq")),
                row.getObject("day", LocalDate.class),
                row.getObject("event_id", UUID.class),
                text(row, "topic"),
                text(row, "type"),
                new EventRow.Origin(
                        row.getString("source"),
                        row.getString("subject"),
                        row.getString("request_id"),
                        row.getString("traceparent"),
                        row.getString("schema_version")),
                text(row, "payload"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }
}
