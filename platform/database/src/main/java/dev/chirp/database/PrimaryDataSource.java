package dev.chirp.database;

import dev.chirp.database.DatabaseServers.Server;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.slf4j.LoggerFactory;

/**
 * Opens connections to the server that takes writes: the one that last did, then the others in their order, each of them
 * for 4 s at most. (Left to choose among several hosts, the driver waits for a frozen one until the time for all of them
 * is over.) There is no pool.
 */
public final class PrimaryDataSource implements DataSource {
    private static final org.slf4j.Logger log = LoggerFactory.getLogger(PrimaryDataSource.class);
    private static final Driver DRIVER = new Driver();
    private static final int SECONDS_PER_SERVER = 4;
    /** What JDBC says when no server can be connected to. */
    private static final String CANNOT_CONNECT = "08001";

    private final DatabaseServers servers;
    private final Properties options = new Properties();
    private volatile int primary;

    /**
     * Opens nothing yet.
     *
     * @param options further ones, by the driver's names; {@code user} and {@code password} may be among them
     */
    public PrimaryDataSource(DatabaseServers servers, Map<String, String> options) {
        this.servers = servers;
        this.options.putAll(
                Map.of("targetServerType", "primary", "tcpKeepAlive", "true", "loginTimeout", "" + SECONDS_PER_SERVER));
        this.options.putAll(options);
    }

    /** Fails with SQLSTATE 08001, and with what was wrong with each server, when none takes writes. */
    @Override
    public Connection getConnection() throws SQLException {
        return connect(options);
    }

    /** The same as another user. */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return open(Map.of("user", user, "password", password));
    }

    /** The same with options that win over those of this source. */
    public Connection open(Map<String, String> further) throws SQLException {
        Properties own = new Properties();
        own.putAll(options);
        own.putAll(further);
        return connect(own);
    }

    private Connection connect(Properties properties) throws SQLException {
        List<Server> all = servers.servers();
        SQLException failure = null;
        int first = primary;
        for (int step = 0; step < all.size(); step++) {
            int index = (first + step) % all.size();
            try {
                Connection connection = DRIVER.connect(url(all.get(index)), properties);
                found(index);
                return connection;
            } catch (SQLException e) {
                if (all.size() == 1) {
                    throw e;
                }
                failure = failure == null ? noPrimary(e) : failure;
                failure.addSuppressed(e);
            }
        }
        throw failure == null ? noPrimary(null) : failure;
    }

    private SQLException noPrimary(@Nullable SQLException first) {
        return new SQLException("no server of PostgreSQL takes writes (%s)".formatted(servers), CANNOT_CONNECT, first);
    }

    private String url(Server server) {
        return "jdbc:postgresql://%s/%s".formatted(server, servers.database());
    }

    private void found(int index) {
        if (index != primary) {
            log.atWarn()
                    .addKeyValue("server", servers.servers().get(index))
                    .log("Another server of PostgreSQL takes writes now");
            primary = index;
        }
    }

    @Override
    public int getLoginTimeout() {
        return SECONDS_PER_SERVER;
    }

    /** Has no effect. */
    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    /** Has no effect. */
    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (!isWrapperFor(type)) {
            throw new SQLException("no " + type.getName());
        }
        return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
