package dev.chirp.load.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A transaction with an id that stays open, as a forgotten report does: nothing that ends after it begins is cleaned up. */
final class LongTransaction implements AutoCloseable {
    private final Connection connection;

    private LongTransaction(Connection connection) {
        this.connection = connection;
    }

    static LongTransaction begin(EventLoad load) throws SQLException {
        Connection connection = load.connection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET idle_in_transaction_session_timeout = 0");
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_current_xact_id()");
        }
        return new LongTransaction(connection);
    }

    /** What of {@code user_stream} nobody can clean up. */
    record Bloat(long deadRows, long bytes) {
        static Bloat of(EventLoad load) throws SQLException {
            try (Connection connection = load.connection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT n_dead_tup, pg_total_relation_size('user_stream')"
                            + " FROM pg_stat_user_tables WHERE relname = 'user_stream'")) {
                row.next();
                return new Bloat(row.getLong(1), row.getLong(2));
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.close();
    }
}
