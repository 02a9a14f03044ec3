package dev.chirp.relay.maintenance;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Makes the leaves of the event table for the coming days, so that an append never lacks one. */
final class EventDays {
    static final int AHEAD = 7;
    private static final String CREATE = "SELECT create_event_day((clock_timestamp() AT TIME ZONE 'UTC')::date + ?)";
    private static final String COUNT = """
        SELECT count(*) FILTER (WHERE day > today AND day <= today + 7), count(*) FILTER (WHERE day <= today),
            count(*) FILTER (WHERE day < today - ?)
        FROM (SELECT to_date(right(c.relname, 8), 'YYYYMMDD') AS day, (clock_timestamp() AT TIME ZONE 'UTC')::date AS today
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'event'::regclass) AS leaf\
        """;
    private static final int ATTEMPTS = 20;
    private static final Set<String> LOCKED = Set.of("55P03", "40P01");
    // Another instance makes the same leaf now: duplicate_table, unique_violation, "tuple concurrently updated".
    private static final Set<String> BEATEN = Set.of("42P07", "23505", "XX000");

    private EventDays() {}

    /** Makes what is missing of today and the next {@value #AHEAD} days; waits between attempts that met a lock. */
    static void create(Connection connection) throws SQLException, InterruptedException {
        for (int ahead = 0; ahead <= AHEAD; ahead++) {
            create(connection, ahead);
        }
    }

    private static void create(Connection connection, int ahead) throws SQLException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try (PreparedStatement create = connection.prepareStatement(CREATE)) {
                create.setInt(1, ahead);
                create.execute();
                return;
            } catch (SQLException e) {
                if (BEATEN.contains(e.getSQLState())) {
                    return;
                }
                if (!LOCKED.contains(e.getSQLState()) || attempt == ATTEMPTS) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(50, 50 + 20L * attempt));
            }
        }
    }

    /**
     * Days that the event table has a leaf for.
     *
     * @param ahead of the next {@value #AHEAD}
     * @param kept today and before
     * @param overdue of these, how many should have been dropped
     */
    record Count(int ahead, int kept, int overdue) {
        static final Count UNKNOWN = new Count(AHEAD, 0, 0);
    }

    static Count count(Connection connection, int retentionDays) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setInt(1, retentionDays);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Count(row.getInt(1), row.getInt(2), row.getInt(3));
            }
        }
    }
}
