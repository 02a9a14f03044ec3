package dev.chirp.load.check;

import dev.chirp.database.DatabaseServers;
import dev.chirp.database.PrimaryDataSource;
import dev.chirp.load.process.SeparatePlatform;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The platform's database as its superuser sees it; a connection per statement, so it may go away between two. */
public final class Database {
    private final PrimaryDataSource servers;

    public Database(SeparatePlatform platform) throws IOException {
        Map<String, String> environment = platform.environment();
        this.servers = new PrimaryDataSource(
                DatabaseServers.in(environment),
                Map.of("user", "postgres", "password", platform.superuserPassword(), "ApplicationName", "chirp-check"));
    }

    /** What is done with one row. */
    public interface RowReader {
        void read(ResultSet row) throws SQLException, IOException;
    }

    public Connection connect() throws SQLException {
        return servers.getConnection();
    }

    /** Reads row by row, however many there are. */
    public void each(String query, RowReader reader) throws SQLException, IOException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(1_000);
            try (ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    /** The rows as text, for people. */
    public List<String> rows(String query) throws SQLException, IOException {
        List<String> rows = new ArrayList<>();
        each(query, row -> {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                columns.add(row.getMetaData().getColumnLabel(i) + " " + row.getString(i));
            }
            rows.add(String.join(", ", columns));
        });
        return rows;
    }

    /** The number in the only column of the only row. */
    public long number(String query) throws SQLException {
        try (Connection connection = connect();
                ResultSet row = connection.createStatement().executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    public void execute(String statement) throws SQLException {
        try (Connection connection = connect();
                Statement one = connection.createStatement()) {
            one.execute(statement);
        }
    }
}
