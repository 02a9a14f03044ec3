package dev.chirp.relay.read;

import dev.chirp.contracts.event.Lane;
import dev.chirp.relay.position.Cursor;
import dev.chirp.relay.position.EventKey;
import dev.chirp.relay.position.Interval;
import dev.chirp.relay.position.Snapshot;
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
    private static final String BEYOND = """
        SELECT * FROM event
        WHERE get_bit(?::bit(128), lane) = 1 AND pg_visible_in_snapshot(tx, ?::pg_snapshot)
            AND (stream COLLATE "C", key COLLATE "C", seq) > (?, ?, ?)
        """;
    // Two index scans instead of an OR. The collation keeps the planner from walking the primary key for the order.
    // JSON becomes text only for the rows of the page.
    private static final String PAGE = """
        SELECT lane, stream, key, seq, day, event_id, topic, type, headers::text AS headers, payload::text AS payload,
            created_at
        FROM (SELECT * FROM (%1$s AND tx >= ?::xid8 UNION ALL %1$s AND tx = ANY (?::xid8[])) AS beyond
            ORDER BY stream COLLATE "C", key COLLATE "C", seq LIMIT ?) AS page
        ORDER BY stream COLLATE "C", key COLLATE "C", seq
        """.formatted(BEYOND);
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
            // A generic plan expects many rows; starting workers for the few there are cost 70 ms a look.
            set.execute("SET max_parallel_workers_per_gather = 0");
            // A page is kept in memory while the rest of its interval passes by, instead of sorting all of it on disk.
            set.execute("SET work_mem = '64MB'");
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
        String laneBits = bits(lanes);
        int at = bind(1, interval, laneBits, last);
        page.setString(at++, Long.toString(interval.after().xmax()));
        at = bind(at, interval, laneBits, last);
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

    /** One bit per lane: looking one up costs the same for every row. */
    private static String bits(List<Integer> lanes) {
        char[] bits = "0".repeat(Lane.COUNT).toCharArray();
        lanes.forEach(lane -> bits[lane] = '1');
        return String.valueOf(bits);
    }

    private int bind(int from, Interval interval, String laneBits, EventKey last) throws SQLException {
        int at = from;
        page.setString(at++, laneBits);
        page.setString(at++, interval.upTo().toString());
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
                EventRow.Origin.parse(text(row, "headers")),
                text(row, "payload"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }
}
