package dev.chirp.embedded;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A running PostgreSQL server, a process or a container, and how to sign in to it. */
public interface Postgres extends AutoCloseable {
    /** The database that holds the platform's tables. */
    String DATABASE = "chirp";

    /** The user that may do everything. */
    String SUPERUSER = "postgres";

    String host();

    int port();

    /** What everybody signs in with. */
    Secrets secrets();

    default String database() {
        return DATABASE;
    }

    default String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    default String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(host(), port(), database);
    }

    /** Unpooled connections as the superuser. */
    default DataSource administrator(String database) {
        return dataSource(database, SUPERUSER, secrets().superuserPassword());
    }

    /** Unpooled connections to {@link #DATABASE} as a service. */
    default DataSource as(DatabaseRole role) {
        return as(role, DATABASE);
    }

    /** Unpooled connections to any database as a service. */
    default DataSource as(DatabaseRole role, String database) {
        return dataSource(database, role.roleName(), secrets().passwordOf(role));
    }

    private DataSource dataSource(String database, String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl(database));
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    /** Does nothing when there is such a database. */
    default void createDatabase(String name) throws SQLException {
        createDatabase(administrator("postgres"), name);
    }

    /** The same on any server. */
    static void createDatabase(DataSource administrator, String name) throws SQLException {
        try (Connection connection = administrator.getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet found =
                    statement.executeQuery("SELECT FROM pg_database WHERE datname = '%s'".formatted(name))) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE \"%s\"".formatted(name));
        }
    }

    /** Stops the server; open sessions are ended. */
    @Override
    void close();
}
