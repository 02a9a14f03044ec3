package dev.chirp.relay.check;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A snapshot is valid only in the cluster that issued it, on its primary, and only if that was not set back. */
public final class ClusterCheck {
    private ClusterCheck() {}

    private static final String CLUSTER = """
        SELECT system_identifier, pg_is_in_recovery(), current_setting('max_prepared_transactions')::int
        FROM pg_control_system()\
        """;
    private static final String FOREIGN = """
        SELECT lane, system_identifier, position, pg_current_snapshot() FROM relay_lane
        WHERE system_identifier <> (SELECT system_identifier FROM pg_control_system())
            OR pg_snapshot_xmax(position) > pg_snapshot_xmax(pg_current_snapshot())
        ORDER BY lane LIMIT 1\
        """;

    /** Throws {@link Refusal} when the persisted positions do not belong to this server as it is. */
    public static void verify(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet cluster = statement.executeQuery(CLUSTER)) {
                cluster.next();
                if (cluster.getBoolean(2)) {
                    throw new SQLException("The server is a standby (expected: a primary)", "25006");
                }
                if (cluster.getInt(3) != 0) {
                    throw new Refusal("max_prepared_transactions: " + cluster.getInt(3)
                            + " (expected: 0, a prepared transaction would hold every position back)");
                }
            }
            try (ResultSet foreign = statement.executeQuery(FOREIGN)) {
                if (foreign.next()) {
                    throw new Refusal(("lane %d: position %s of system %d (expected: of this system, not after %s); "
                                    + "after a restore, reset relay_lane")
                            .formatted(
                                    foreign.getInt(1), foreign.getString(3), foreign.getLong(2), foreign.getString(4)));
                }
            }
        }
    }
}
