package dev.chirp.ingest.database;

import dev.chirp.database.reactive.PrimaryConnections;
import dev.chirp.ingest.meter.IngestMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.r2dbc.dialect.PostgresDialect;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.netty.resources.LoopResources;

/** A few connections for what event loops ask: keys, ended sessions, reports. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseSettings.class)
class DatabaseConfiguration {
    private static final int CONNECTIONS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Bean(destroyMethod = "dispose")
    LoopResources databaseLoops() {
        return LoopResources.create("ingest-db", 1, true);
    }

    @Bean
    PrimaryConnections databaseConnections(DatabaseSettings settings, LoopResources databaseLoops) {
        return new PrimaryConnections(
                settings.servers(),
                new PrimaryConnections.Settings(
                        "device-ingest", DatabaseSettings.ROLE, settings.password(), PATIENCE, PATIENCE),
                databaseLoops);
    }

    @Bean(destroyMethod = "dispose")
    ConnectionPool databasePool(PrimaryConnections databaseConnections, MeterRegistry meters) {
        ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration.builder(databaseConnections)
                .name("device-ingest")
                .initialSize(1)
                .maxSize(CONNECTIONS)
                .maxAcquireTime(PATIENCE)
                .maxCreateConnectionTime(databaseConnections.patience())
                // Each may turn out to be dead.
                .acquireRetry(CONNECTIONS)
                .validationQuery("SELECT 1")
                .build());
        pool.getMetrics().ifPresent(metrics -> {
            IngestMeter.POOL_ACQUIRED.gauge(meters, metrics::acquiredSize);
            IngestMeter.POOL_IDLE.gauge(meters, metrics::idleSize);
            IngestMeter.POOL_PENDING.gauge(meters, metrics::pendingAcquireSize);
            IngestMeter.POOL_MAX.gauge(meters, metrics::getMaxAllocatedSize);
        });
        return pool;
    }

    @Bean
    DatabaseClient databaseClient(ConnectionPool databasePool) {
        return DatabaseClient.builder()
                .connectionFactory(databasePool)
                .bindMarkers(PostgresDialect.INSTANCE.getBindMarkersFactory())
                .build();
    }
}
