package dev.chirp.relay.hold;

import dev.chirp.relay.lane.HeldKey;
import dev.chirp.relay.read.EventColumns;
import dev.chirp.relay.read.EventRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes events out of the table {@code held}. On the publishing thread, in autocommit. */
final class ReleaseStore {
    private static final String RELEASED = """
        SELECT lane, stream, key FROM held WHERE state = 'releasing' AND lane = ANY (?) GROUP BY lane, stream, key\
        """;
    private static final String WITHOUT_ROWS = """
        SELECT k.stream, k.key FROM unnest(?::text[], ?::text[]) AS k (stream, key)
        WHERE NOT EXISTS (SELECT FROM held h WHERE h.stream = k.stream AND h.key = k.key AND h.state <> 'discarded')\
        """;
    private static final String RELEASE_ALL =
            "UPDATE held SET state = 'releasing' WHERE stream = ? AND key = ? AND state = 'held'";
    private static final String FIRST = """
        SELECT reason, false AS early, %s FROM (
            SELECT h.reason, e.* FROM held h
            JOIN event e ON e.stream = h.stream AND e.key = h.key AND e.seq = h.seq AND e.day = h.day
            WHERE h.stream = ? AND h.key = ? AND h.state <> 'discarded' ORDER BY h.seq LIMIT ?) AS first
        ORDER BY seq\
        """.formatted(EventColumns.LIST);
    private static final String DELETE = "DELETE FROM held WHERE stream = ? AND key = ? AND seq = ANY (?)";
    private static final String HOLD_AGAIN = """
        UPDATE held SET state = 'held', reason = CASE WHEN seq = ? THEN ? ELSE reason END
        WHERE stream = ? AND key = ? AND state = 'releasing'\
        """;

    private final Connection connection;

    ReleaseStore(Connection connection) {
        this.connection = connection;
    }

    /** An event that waits, and why. */
    record Waiting(EventRow row, String reason) {}

    /** The keys that on-call has released, with their lanes, of these. */
    Map<HeldKey, Integer> released(Collection<Integer> lanes) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(RELEASED)) {
            select.setArray(1, connection.createArrayOf("int2", lanes.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                Map<HeldKey, Integer> keys = new HashMap<>();
                while (rows.next()) {
                    keys.put(new HeldKey(rows.getString(2), rows.getString(3)), rows.getInt(1));
                }
                return keys;
            }
        }
    }

    /** Which of these keys have nothing left that is to be published. */
    Set<HeldKey> withoutRows(Collection<HeldKey> keys) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(WITHOUT_ROWS)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "text", keys.stream().map(HeldKey::stream).toArray()));
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "text", keys.stream().map(HeldKey::key).toArray()));
            try (ResultSet rows = select.executeQuery()) {
                Set<HeldKey> without = new HashSet<>();
                while (rows.next()) {
                    without.add(new HeldKey(rows.getString(1), rows.getString(2)));
                }
                return without;
            }
        }
    }

    /** Also releases what was put aside while the key was being released. */
    void releaseAll(HeldKey key) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(RELEASE_ALL)) {
            update.setString(1, key.stream());
            update.setString(2, key.key());
            update.executeUpdate();
        }
    }

    /** The first events of a key that are to be published, in order. */
    List<Waiting> first(HeldKey key, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIRST)) {
            select.setString(1, key.stream());
            select.setString(2, key.key());
            select.setInt(3, limit);
            try (ResultSet rows = select.executeQuery()) {
                List<Waiting> first = new ArrayList<>();
                while (rows.next()) {
                    first.add(new Waiting(EventColumns.row(rows), rows.getString("reason")));
                }
                return first;
            }
        }
    }

    /** The broker has these now. */
    void delete(HeldKey key, Collection<Long> seqs) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setString(1, key.stream());
            delete.setString(2, key.key());
            delete.setArray(3, connection.createArrayOf("int8", seqs.toArray()));
            delete.executeUpdate();
        }
    }

    /** Ends the release of a key at the event that the broker refused. */
    void holdAgain(HeldKey key, long seq, String reason) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(HOLD_AGAIN)) {
            update.setLong(1, seq);
            update.setString(2, reason);
            update.setString(3, key.stream());
            update.setString(4, key.key());
            update.executeUpdate();
        }
    }
}
