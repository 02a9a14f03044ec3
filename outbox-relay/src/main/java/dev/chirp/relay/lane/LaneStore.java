package dev.chirp.relay.lane;

import dev.chirp.relay.position.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The tables {@code relay_presence} and {@code relay_lane}, over the lease thread's connection, in autocommit. */
final class LaneStore {
    private static final String HEARTBEAT = """
        INSERT INTO relay_presence (instance) VALUES (?)
        ON CONFLICT (instance) DO UPDATE SET heartbeat_at = clock_timestamp()\
        """;
    private static final String LIVE =
            "SELECT instance FROM relay_presence WHERE heartbeat_at > clock_timestamp() - ? * interval '1 millisecond'";
    private static final String LEAVE =
            "DELETE FROM relay_presence WHERE instance = ? OR heartbeat_at < clock_timestamp() - interval '1 minute'";
    private static final String OWNED = "SELECT lane, epoch FROM relay_lane WHERE owner = ?";
    private static final String ACQUIRE = """
        WITH free AS (
            SELECT l.lane FROM relay_lane l
            WHERE NOT EXISTS (SELECT FROM relay_presence p WHERE p.instance = l.owner
                AND p.heartbeat_at > clock_timestamp() - ? * interval '1 millisecond')
            ORDER BY l.lane LIMIT ? FOR UPDATE OF l SKIP LOCKED
        )
        UPDATE relay_lane l SET owner = ?, epoch = l.epoch + 1 FROM free WHERE l.lane = free.lane
        RETURNING l.lane, l.epoch, l.position::text\
        """;
    private static final String HELD =
            "SELECT DISTINCT lane, stream, key FROM held WHERE lane = ANY (?) AND state <> 'discarded'";
    private static final String PERSIST = """
        UPDATE relay_lane l SET position = v.position::pg_snapshot, persisted_at = clock_timestamp(),
            owner = CASE WHEN ? THEN l.owner END
        FROM unnest(?::smallint[], ?::bigint[], ?::text[]) AS v (lane, epoch, position)
        WHERE l.lane = v.lane AND l.epoch = v.epoch AND l.owner = ?
        RETURNING l.lane\
        """;

    private final Connection connection;
    private final UUID instance;
    private final long leaseMillis;

    LaneStore(Connection connection, UUID instance, Duration leaseTimeout) {
        this.connection = connection;
        this.instance = instance;
        this.leaseMillis = leaseTimeout.toMillis();
    }

    UUID instance() {
        return instance;
    }

    void heartbeat() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HEARTBEAT)) {
            statement.setObject(1, instance);
            statement.executeUpdate();
        }
    }

    Set<UUID> live() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LIVE)) {
            statement.setLong(1, leaseMillis);
            try (ResultSet rows = statement.executeQuery()) {
                Set<UUID> live = new HashSet<>(Set.of(instance));
                while (rows.next()) {
                    live.add(rows.getObject(1, UUID.class));
                }
                return live;
            }
        }
    }

    /** Ends a presence at once; its lanes are free from now on. */
    void leave(UUID gone) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LEAVE)) {
            statement.setObject(1, gone);
            statement.executeUpdate();
        }
    }

    /** The epochs of the lanes that the table says are this instance's. */
    Map<Integer, Long> owned() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OWNED)) {
            statement.setObject(1, instance);
            try (ResultSet rows = statement.executeQuery()) {
                Map<Integer, Long> epochs = new HashMap<>();
                while (rows.next()) {
                    epochs.put(rows.getInt(1), rows.getLong(2));
                }
                return epochs;
            }
        }
    }

    /** Takes at most so many lanes that nobody alive owns, from their persisted positions. */
    List<OwnedLane> acquire(int atMost, long maxBytesInFlight) throws SQLException {
        record Acquired(int lane, long epoch, Snapshot position) {}
        List<Acquired> acquired = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ACQUIRE)) {
            statement.setLong(1, leaseMillis);
            statement.setInt(2, atMost);
            statement.setObject(3, instance);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    acquired.add(new Acquired(rows.getInt(1), rows.getLong(2), Snapshot.parse(rows.getString(3))));
                }
            }
        }
        if (acquired.isEmpty()) {
            return List.of();
        }
        Map<Integer, Set<HeldKey>> held =
                heldKeys(acquired.stream().map(Acquired::lane).toList());
        return acquired.stream()
                .map(a -> new OwnedLane(
                        a.lane, a.epoch, a.position, held.getOrDefault(a.lane, Set.of()), maxBytesInFlight))
                .toList();
    }

    private Map<Integer, Set<HeldKey>> heldKeys(List<Integer> lanes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HELD)) {
            statement.setArray(1, connection.createArrayOf("int2", lanes.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                Map<Integer, Set<HeldKey>> held = new HashMap<>();
                while (rows.next()) {
                    held.computeIfAbsent(rows.getInt(1), lane -> new HashSet<>())
                            .add(new HeldKey(rows.getString(2), rows.getString(3)));
                }
                return held;
            }
        }
    }

    /** Writes positions where the epoch is still ours; returns the lanes that were. */
    Set<Integer> persist(Map<OwnedLane, Snapshot> positions) throws SQLException {
        return write(positions, true);
    }

    /** Writes the last positions and gives the lanes away. */
    Set<Integer> release(Map<OwnedLane, Snapshot> positions) throws SQLException {
        return write(positions, false);
    }

    private Set<Integer> write(Map<OwnedLane, Snapshot> positions, boolean keep) throws SQLException {
        if (positions.isEmpty()) {
            return Set.of();
        }
        Collection<OwnedLane> lanes = positions.keySet();
        try (PreparedStatement statement = connection.prepareStatement(PERSIST)) {
            statement.setBoolean(1, keep);
            statement.setArray(
                    2, array("int2", lanes.stream().map(OwnedLane::number).toArray()));
            statement.setArray(
                    3, array("int8", lanes.stream().map(OwnedLane::epoch).toArray()));
            statement.setArray(
                    4,
                    array(
                            "text",
                            positions.values().stream().map(Snapshot::toString).toArray()));
            statement.setObject(5, instance);
            try (ResultSet rows = statement.executeQuery()) {
                Set<Integer> written = new HashSet<>();
                while (rows.next()) {
                    written.add(rows.getInt(1));
                }
                return written;
            }
        }
    }

    private java.sql.Array array(String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
    }
}
