package dev.chirp.messaging;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an SQL error says about who is at fault: the database, the moment, or the message. */
final class SqlFailure {
    /** serialization_failure, deadlock_detected, lock_not_available: run the same transaction again at once. */
    private static final Set<String> LOST_RACE = Set.of("40001", "40P01", "55P03");

    /** admin_shutdown, crash_shutdown, cannot_connect_now, read_only_sql_transaction. */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "25006");

    /**
     * connection_exception, insufficient_resources, system_error, invalid_authorization, invalid_catalog_name, and
     * undefined or forbidden objects: a schema that is not ours yet says nothing about a message.
     */
    private static final Set<String> AWAY_CLASSES = Set.of("08", "53", "58", "28", "3D", "42");

    private SqlFailure() {}

    static boolean isLostRace(SQLException e) {
        return e.getSQLState() != null && LOST_RACE.contains(e.getSQLState());
    }

    /** Whether the error, or one of its causes, comes from a database that cannot be reached or cannot write. */
    static boolean isDatabaseAway(@Nullable Throwable error) {
        int depth = 0;
        for (Throwable e = error; e != null && depth < 20; e = e.getCause(), depth++) {
            if (e instanceof SQLException sql && isAway(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAway(SQLException e) {
        if (e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException) {
            return true;
        }
        String state = e.getSQLState();
        return state != null
                && state.length() == 5
                && (AWAY.contains(state) || AWAY_CLASSES.contains(state.substring(0, 2)));
    }
}
