package dev.chirp.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A cluster whose deployer may create roles and owns the database, and is no superuser. */
class DeployerIT {
    private static final String APPEND = """
        SELECT seq FROM append_events('[{"event_id": "01a1fca6-2803-78ae-b546-da923162f7fb", "stream": "test",
            "key": "k", "lane": 1, "topic": "t", "type": "t", "headers": {}, "payload": {}}]')\
        """;
    private static final String LAST_DAY =
            "SELECT max(relname) FROM pg_class WHERE relnamespace = 'event_day'::regnamespace AND relkind = 'r'";

    @Test
    void migratesWithoutASuperuserAndTheDaysBelongToMaintenance(@TempDir Path folder) throws SQLException {
        // Given
        Secrets secrets = Secrets.in(folder.resolve("secrets.env"));
        try (PostgresServer server =
                PostgresServer.start(new PostgresSettings(folder.resolve("postgres"), 0, false, secrets))) {
            execute(
                    server.administrator("postgres"),
                    "CREATE ROLE deployer LOGIN CREATEROLE PASSWORD 'deployer'",
                    "CREATE DATABASE deployed OWNER deployer");

            // When
            Migrations.run(deployer(server), secrets);

            // Then
            assertThat(one(server.as(DatabaseRole.API_GATEWAY, "deployed"), APPEND))
                    .isEqualTo("1");
            DataSource maintenance = server.as(DatabaseRole.MAINTENANCE, "deployed");
            assertThat(one(server.as(DatabaseRole.OUTBOX_RELAY, "deployed"), "SELECT create_event_day('2001-01-01')"))
                    .isEqualTo("t");
            execute(
                    maintenance,
                    "ALTER TABLE event DETACH PARTITION event_day.event_20010101 CONCURRENTLY",
                    "DROP TABLE event_day.event_20010101");
            assertThat(one(maintenance, LAST_DAY)).isGreaterThan("event_2026");
            execute(deployer(server), "ALTER TABLE event ADD COLUMN later text", "ALTER TABLE event DROP COLUMN later");
        }
    }

    private static DataSource deployer(PostgresServer server) {
        var source = new PGSimpleDataSource();
        source.setUrl(server.jdbcUrl("deployed"));
        source.setUser("deployer");
        source.setPassword("deployer");
        return source;
    }

    private static void execute(DataSource source, String... commands) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    private static String one(DataSource source, String query) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
