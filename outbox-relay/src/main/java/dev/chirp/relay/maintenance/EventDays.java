package dev.chirp.relay.maintenance;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Makes the leaves of the event table for the coming days, so that an append never lacks one. */
final class EventDays {
    static final int AHEAD = 7;
    private static final String CREATE = "SELECT create_event_day((clock_timestamp() AT TIME ZONE 'UTC')::date + ?)";
    private static final String PRESENT = """
        SELECT count(*) FROM generate_series(1, 7) AS ahead
        WHERE to_regclass('event_' || to_char((clock_timestamp() AT TIME ZONE 'UTC')::date + ahead, 'YYYYMMDD'))
            IS NOT NULL\
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

    /** How many of the next {@value #AHEAD} days have their leaf. */
    static int present(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(PRESENT)) {
            row.next();
            return row.getInt(1);
        }
    }
}
