package dev.chirp.load.fault;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyInputStream;

/**
 * All rows of one database, as one snapshot saw them, into another that has the same migrations: what a dump and its
 * restore do. The embedded PostgreSQL brings no {@code pg_dump}.
 */
final class RowCopy {
    /** Leaves of the event table have a schema of their own; what migrations were run is the other's own knowledge. */
    private static final String TABLES = """
        SELECT c.oid::regclass::text FROM pg_class c
        WHERE c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, 'event_day'::regnamespace)
            AND c.relname <> 'flyway_schema_history'
        ORDER BY 1
        """;

    private static final String DAYS =
            "SELECT to_date(right(relname, 8), 'YYYYMMDD') FROM pg_class WHERE relnamespace = 'event_day'::regnamespace"
                    + " AND relkind = 'r'";
    private static final String SEQUENCES = """
        SELECT format('SELECT setval(%L, %s)', format('%I.%I', schemaname, sequencename), last_value)
        FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
        """;

    private final Connection from;
    private final Connection to;

    private RowCopy(Connection from, Connection to) {
        this.from = from;
        this.to = to;
    }

    /** Replaces every row of the other database; returns how many it has then. */
    static long run(Connection from, Connection to) throws SQLException, IOException {
        from.setAutoCommit(false);
        from.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        to.setAutoCommit(false);
        long rows = new RowCopy(from, to).run();
        to.commit();
        return rows;
    }

    private long run() throws SQLException, IOException {
        // No triggers and no foreign keys, as a restore does it.
        execute("SET LOCAL session_replication_role = replica");
        for (String day : column(DAYS)) {
            execute("SELECT create_event_day('%s')".formatted(day));
        }
        execute("SET LOCAL lock_timeout = 0");
        List<String> tables = column(TABLES);
        execute("TRUNCATE " + String.join(", ", tables));
        long rows = 0;
        for (String table : tables) {
            try (InputStream all = new PGCopyInputStream(
                    from.unwrap(PGConnection.class), "COPY " + table + " TO STDOUT (FORMAT binary)")) {
                rows += to.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY " + table + " FROM STDIN (FORMAT binary)", all);
            }
        }
        for (String sequence : column(SEQUENCES)) {
            execute(sequence);
        }
        return rows;
    }

    private List<String> column(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = from.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = to.createStatement()) {
            statement.execute(sql);
        }
    }
}
