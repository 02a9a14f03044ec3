package dev.chirp.relay.maintenance;

import dev.chirp.relay.lane.OwnedLane;
import dev.chirp.relay.position.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What lies beyond the positions of some lanes: committed, not yet settled.
 *
 * @param pending events, counted up to {@value #COUNTED} per position
 * @param oldestAgeSeconds since the oldest was appended, 0 without any
 */
record Backlog(long pending, double oldestAgeSeconds) {
    static final Backlog NONE = new Backlog(0, 0);
    private static final int COUNTED = 10_000;
    private static final String BEYOND = """
        SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 FROM (
            SELECT created_at FROM event
            WHERE (tx >= ?::xid8 OR tx = ANY (?::xid8[])) AND lane = ANY (?) LIMIT ?) AS e\
        """;

    static Backlog of(Connection connection, Collection<OwnedLane> lanes) throws SQLException {
        Map<Snapshot, List<Integer>> byPosition = lanes.stream()
                .collect(Collectors.groupingBy(
                        OwnedLane::settled, Collectors.mapping(OwnedLane::number, Collectors.toList())));
        Backlog sum = NONE;
        for (Map.Entry<Snapshot, List<Integer>> group : byPosition.entrySet()) {
            sum = sum.plus(beyond(connection, group.getKey(), group.getValue()));
        }
        return sum;
    }

    private static Backlog beyond(Connection connection, Snapshot position, List<Integer> lanes) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(BEYOND)) {
            count.setString(1, Long.toString(position.xmax()));
            count.setArray(
                    2,
                    connection.createArrayOf(
                            "text",
                            position.inProgress().stream().map(String::valueOf).toArray()));
            count.setArray(3, connection.createArrayOf("int2", lanes.toArray()));
            count.setInt(4, COUNTED);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return new Backlog(row.getLong(1), Math.max(0, row.getDouble(2)));
            }
        }
    }

    private Backlog plus(Backlog other) {
        return new Backlog(pending + other.pending, Math.max(oldestAgeSeconds, other.oldestAgeSeconds));
    }
}
