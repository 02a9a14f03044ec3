package dev.chirp.relay.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Opens connections to the primary. There is no pool: each connection belongs to one thread for as long as that thread's
 * work is valid, and what was read over it is forgotten with it.
 */
public final class Database {
    private static final int CONNECT_TIMEOUT_SECONDS = 5;
    private final DatabaseSettings settings;

    public Database(DatabaseSettings settings) {
        this.settings = settings;
    }

    /**
     * A connection in autocommit.
     *
     * @param purpose appears in {@code pg_stat_activity}
     * @param answerWithin a statement that takes longer breaks the connection; zero: it may take for ever
     */
    public Connection open(String purpose, Duration answerWithin) throws SQLException {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {settings.host()});
        source.setPortNumbers(new int[] {settings.port()});
        source.setDatabaseName(settings.name());
        source.setUser(settings.user());
        source.setPassword(settings.password());
        source.setApplicationName("chirp-outbox-relay " + purpose);
        source.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
        source.setLoginTimeout(CONNECT_TIMEOUT_SECONDS);
        source.setSocketTimeout(answerWithin.isZero() ? 0 : Math.toIntExact(Math.max(1, answerWithin.toSeconds())));
        source.setTcpKeepAlive(true);
        source.setPrepareThreshold(1);
        source.setPreferQueryMode(PreferQueryMode.EXTENDED);
        return source.getConnection();
    }
}
