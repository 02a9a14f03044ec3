package dev.chirp.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;

/**
 * How a service pools its blocking connections.
 *
 * @param name of the pool, in meters and logs
 * @param service appears as {@code application_name}
 * @param size connections at most; one is kept when there is nothing to do
 * @param acquireTimeout how long a thread waits for a connection; at least 500 ms
 * @param answerTimeout a statement that is not answered for so long breaks its connection; whole seconds
 */
public record JdbcPool(
        String name,
        String service,
        DatabaseServers servers,
        String role,
        String password,
        int size,
        Duration acquireTimeout,
        Duration answerTimeout) {

    /** Does not wait for a server: connections are made when they are needed. The caller closes it. */
    public HikariDataSource open(MeterRegistry meters) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(new PrimaryDataSource(
                servers,
                Map.of("ApplicationName", service, "socketTimeout", Long.toString(answerTimeout.toSeconds()))));
        config.setUsername(role);
        config.setPassword(password);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(acquireTimeout.toMillis());
        config.setValidationTimeout(acquireTimeout.toMillis() / 2);
        config.setInitializationFailTimeout(-1);
        config.setExceptionOverride(new EvictsReadOnly());
        config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
        return new HikariDataSource(config);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return name + ": " + role + "@" + servers;
    }
}
