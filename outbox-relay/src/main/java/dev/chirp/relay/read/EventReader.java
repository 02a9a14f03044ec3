package dev.chirp.relay.read;

import dev.chirp.contracts.event.Lane;
import dev.chirp.relay.position.Interval;
import dev.chirp.relay.position.Snapshot;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the event table over one connection; positions read here are worthless once it is gone. Used by the publishing
 * thread only.
 */
public final class EventReader {
    private static final String OBSERVE =
            "SELECT pg_current_snapshot()::text, epoch, clock_timestamp() FROM stream_epoch";
    private static final String OF_LANES = """
        FROM event e WHERE get_bit(?::bit(128), lane) = 1 AND pg_visible_in_snapshot(tx, ?::pg_snapshot)\
        """;
    // Both in one statement, which saves a way there and back: its own snapshot is the end of the interval.
    private static final String LOOK = """
        SELECT now.snapshot, now.epoch, now.at, false AS early, %s
        FROM (SELECT pg_current_snapshot()::text AS snapshot, epoch, clock_timestamp() AS at FROM stream_epoch) AS now
        LEFT JOIN LATERAL (
            SELECT * FROM event WHERE get_bit(?::bit(128), lane) = 1 AND tx >= ?::xid8
            UNION ALL SELECT * FROM event WHERE get_bit(?::bit(128), lane) = 1 AND tx = ANY (?::xid8[]) LIMIT ?
        ) AS beyond ON true\
        """.formatted(EventColumns.LIST);
    // Two index scans instead of an OR. JSON becomes text only for the rows of the page.
    private static final String WHOLE = """
        SELECT false AS early, %1$s
        FROM (SELECT * %2$s AND tx >= ?::xid8 UNION ALL SELECT * %2$s AND tx = ANY (?::xid8[]) LIMIT ?) AS beyond
        """.formatted(EventColumns.LIST, OF_LANES);
    // Along the index of transactions, so that a page costs the same however long the interval is.
    private static final String PART = """
        SELECT EXISTS (SELECT FROM event p WHERE p.stream = page.stream AND p.key = page.key AND p.seq = page.seq - 1
                AND p.day BETWEEN page.day - 1 AND page.day + 1 AND p.tx > page.tx
                AND NOT pg_visible_in_snapshot(p.tx, ?::pg_snapshot)) AS early, %1$s
        FROM (SELECT * %2$s AND %3$s AND (tx, stream COLLATE "C", key COLLATE "C", seq) > (?::xid8, ?, ?, ?)
            ORDER BY tx, stream COLLATE "C", key COLLATE "C", seq LIMIT ?) AS page
        ORDER BY tx, stream COLLATE "C", key COLLATE "C", seq
        """;

    private final Connection connection;
    private final PreparedStatement observe;
    private final PreparedStatement look;
    private final PreparedStatement whole;
    private final PreparedStatement stragglers;
    private final PreparedStatement tail;

    /** Prepares the connection, which stays the caller's. */
    public EventReader(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement set = connection.createStatement()) {
            set.execute("SET enable_seqscan = off");
            set.execute("SET jit = off");
            // A generic plan expects many rows; starting workers for the few there are cost 70 ms a look.
            set.execute("SET max_parallel_workers_per_gather = 0");
            set.execute("SET plan_cache_mode = force_generic_plan");
        }
        this.observe = connection.prepareStatement(OBSERVE);
        this.look = connection.prepareStatement(LOOK);
        this.whole = connection.prepareStatement(WHOLE);
        this.stragglers =
                connection.prepareStatement(PART.formatted(EventColumns.LIST, OF_LANES, "tx = ANY (?::xid8[])"));
        this.tail = connection.prepareStatement(PART.formatted(EventColumns.LIST, OF_LANES, "tx >= ?::xid8"));
    }

    public Observation observe() throws SQLException {
        try (ResultSet row = observe.executeQuery()) {
            row.next();
            return observation(row);
        }
    }

    private static Observation observation(ResultSet row) throws SQLException {
        return new Observation(
                Snapshot.parse(row.getString(1)),
                row.getLong(2),
                row.getObject(3, OffsetDateTime.class).toInstant());
    }

    /** Observes, and reads the next events of these lanes, which all have this cursor; about as many as the limit. */
    public Look look(Cursor.At at, List<Integer> lanes, int limit) throws SQLException {
        String laneBits = bits(lanes);
        look.setString(1, laneBits);
        look.setString(2, Long.toString(at.after().xmax()));
        look.setString(3, laneBits);
        look.setArray(4, inProgress(at.after()));
        look.setInt(5, limit);
        List<EventRow> rows = new ArrayList<>();
        Observation present;
        try (ResultSet result = look.executeQuery()) {
            result.next();
            present = observation(result);
            do {
                if (result.getString("tx") != null) {
                    rows.add(EventColumns.row(result));
                }
            } while (result.next());
        }
        Interval interval = at.next(present.snapshot());
        return new Look(
                present,
                rows.size() < limit
                        ? Page.whole(interval, rows)
                        : part(interval, laneBits, Cursor.Place.START, List.of(), limit));
    }

    /** The next events of these lanes, which all have this cursor; about as many as the limit. */
    public Page read(Cursor cursor, Snapshot now, List<Integer> lanes, int limit) throws SQLException {
        Interval interval = cursor.next(now);
        if (interval.isEmpty()) {
            return Page.whole(interval, List.of());
        }
        String laneBits = bits(lanes);
        return switch (cursor) {
            case Cursor.At at -> {
                List<EventRow> rows = whole(interval, laneBits, limit);
                yield rows.size() < limit
                        ? Page.whole(interval, rows)
                        : part(interval, laneBits, Cursor.Place.START, List.of(), limit);
            }
            case Cursor.Within within ->
                part(
                        interval,
                        laneBits,
                        within.last(),
                        within.early().stream()
                                .filter(row -> lanes.contains(row.lane()))
                                .toList(),
                        limit);
        };
    }

    private List<EventRow> whole(Interval interval, String laneBits, int limit) throws SQLException {
        int at = 1;
        whole.setString(at++, laneBits);
        whole.setString(at++, interval.upTo().toString());
        whole.setString(at++, Long.toString(interval.after().xmax()));
        whole.setString(at++, laneBits);
        whole.setString(at++, interval.upTo().toString());
        whole.setArray(at++, inProgress(interval.after()));
        whole.setInt(at, limit);
        return rows(whole);
    }

    /** First what was in progress when the interval began, then what came later: each in the order of transactions. */
    private Page part(Interval interval, String laneBits, Cursor.Place last, List<EventRow> putOff, int limit)
            throws SQLException {
        List<EventRow> rows = new ArrayList<>();
        Snapshot after = interval.after();
        if (!after.inProgress().isEmpty() && last.tx() < after.xmax()) {
            stragglers.setArray(4, inProgress(after));
            rows.addAll(part(stragglers, interval, laneBits, last, limit));
        }
        if (rows.size() < limit) {
            tail.setString(4, Long.toString(Math.max(after.xmax(), last.tx())));
            rows.addAll(part(tail, interval, laneBits, last, limit - rows.size()));
        }
        return Page.part(interval, putOff, rows, rows.size() < limit);
    }

    private static List<EventRow> part(
            PreparedStatement part, Interval interval, String laneBits, Cursor.Place last, int limit)
            throws SQLException {
        part.setString(1, interval.after().toString());
        part.setString(2, laneBits);
        part.setString(3, interval.upTo().toString());
        part.setString(5, Long.toString(last.tx()));
        part.setString(6, last.key().stream());
        part.setString(7, last.key().key());
        part.setLong(8, last.key().seq());
        part.setInt(9, limit);
        return rows(part);
    }

    private static List<EventRow> rows(PreparedStatement query) throws SQLException {
        try (ResultSet result = query.executeQuery()) {
            List<EventRow> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(EventColumns.row(result));
            }
            return rows;
        }
    }

    private Array inProgress(Snapshot snapshot) throws SQLException {
        return connection.createArrayOf(
                "text", snapshot.inProgress().stream().map(String::valueOf).toArray());
    }

    /** One bit per lane: looking one up costs the same for every row. */
    private static String bits(List<Integer> lanes) {
        char[] bits = "0".repeat(Lane.COUNT).toCharArray();
        lanes.forEach(lane -> bits[lane] = '1');
        return String.valueOf(bits);
    }
}
