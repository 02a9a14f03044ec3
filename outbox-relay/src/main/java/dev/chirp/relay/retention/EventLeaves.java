package dev.chirp.relay.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The days of the event table, over a connection of the role that owns them, in autocommit. Nothing here makes an append
 * or a reader wait: a detach waits for those who have read the day, however long, and holds no lock meanwhile that they
 * would meet; a drop gives up after 50 ms and tries again.
 */
final class EventLeaves {
    private static final String ALL = """
        SELECT c.relname, CASE WHEN i.inhrelid IS NULL THEN 'DETACHED' WHEN i.inhdetachpending THEN 'DETACHING'
            ELSE 'ATTACHED' END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND i.inhparent = 'event'::regclass
        WHERE n.nspname = 'event_day' AND c.relkind = 'r' AND c.relname ~ '^event_[0-9]{8}$' ORDER BY c.relname\
        """;
    private static final int ATTEMPTS = 20;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Connection connection;
    /** What runs now, for {@link #cancel}. */
    private final Statement statement;

    EventLeaves(Connection connection) throws SQLException {
        this.connection = connection;
        this.statement = connection.createStatement();
    }

    /** By day; those that are detached but not dropped yet included. */
    static List<EventLeaf> all(Connection connection) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet rows = select.executeQuery(ALL)) {
            List<EventLeaf> leaves = new ArrayList<>();
            while (rows.next()) {
                leaves.add(EventLeaf.of(rows.getString(1), EventLeaf.State.valueOf(rows.getString(2))));
            }
            return leaves;
        }
    }

    List<EventLeaf> all() throws SQLException {
        return all(connection);
    }

    /** Whether the broker has every event of the day that is not discarded, so that only consumers may still want them. */
    boolean isSettled(EventLeaf leaf) throws SQLException {
        // The index of transactions has the last one; a position that does not see all before it may lack any.
        String settled = """
            SELECT NOT EXISTS (SELECT FROM relay_lane l, (SELECT tx FROM %s ORDER BY tx DESC LIMIT 1) AS newest
                    WHERE pg_snapshot_xmin(l.position) <= newest.tx)
                AND NOT EXISTS (SELECT FROM held WHERE day = ? AND state <> 'discarded')\
            """.formatted(leaf.table());
        try (PreparedStatement select = connection.prepareStatement(settled)) {
            select.setObject(1, leaf.day());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Waits for every transaction that may still read the day. */
    void detach(EventLeaf leaf) throws SQLException {
        statement.execute("SET lock_timeout = 0");
        statement.execute("ALTER TABLE event DETACH PARTITION " + leaf.table() + " CONCURRENTLY");
    }

    /** Completes a detach that was interrupted; waits as it did. */
    void completeDetach(EventLeaf leaf) throws SQLException {
        statement.execute("SET lock_timeout = 0");
        statement.execute("ALTER TABLE event DETACH PARTITION " + leaf.table() + " FINALIZE");
    }

    void drop(EventLeaf leaf) throws SQLException, InterruptedException {
        statement.execute("SET lock_timeout = '50ms'");
        for (int attempt = 1; ; attempt++) {
            try {
                statement.execute("DROP TABLE " + leaf.table());
                return;
            } catch (SQLException e) {
                if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState()) || attempt == ATTEMPTS) {
                    throw e;
                }
                Duration pause = Duration.ofMillis(ThreadLocalRandom.current().nextLong(50, 50 + 20L * attempt));
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            }
        }
    }

    /** Forgets which events before this day were discarded. */
    void forgetDiscarded(LocalDate before) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM held WHERE state = 'discarded' AND day < ?")) {
            delete.setObject(1, before);
            delete.executeUpdate();
        }
    }

    /** Interrupts what waits, from another thread; a detach is then completed by the next pass. */
    void cancel() throws SQLException {
        statement.cancel();
    }
}
