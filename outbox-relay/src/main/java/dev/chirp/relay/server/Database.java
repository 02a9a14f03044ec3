package dev.chirp.relay.server;

import dev.chirp.database.PrimaryDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * Opens connections to the primary. There is no pool: each connection belongs to one thread for as long as that thread's
 * work is valid, and what was read over it is forgotten with it.
 */
public final class Database {
    private final PrimaryDataSource servers;

    public Database(DatabaseSettings settings) {
        this.servers = new PrimaryDataSource(
                settings.servers(),
                Map.of(
                        "user",
                        settings.user(),
                        "password",
                        settings.password(),
                        "prepareThreshold",
                        "1",
                        "preferQueryMode",
                        "extended"));
    }

    /**
     * A connection in autocommit.
     *
     * @param purpose appears in {@code pg_stat_activity}
     * @param answerWithin a statement that takes longer breaks the connection; zero: it may take for ever
     */
    public Connection open(String purpose, Duration answerWithin) throws SQLException {
        long seconds = answerWithin.isZero() ? 0 : Math.max(1, answerWithin.toSeconds());
        return servers.open(
                Map.of("ApplicationName", "chirp-outbox-relay " + purpose, "socketTimeout", Long.toString(seconds)));
    }
}
