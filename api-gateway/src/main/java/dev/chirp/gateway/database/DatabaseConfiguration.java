package dev.chirp.gateway.database;

import dev.chirp.database.DatabaseServers;
import dev.chirp.database.reactive.PrimaryConnections;
import dev.chirp.gateway.meter.GatewayMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.data.r2dbc.dialect.PostgresDialect;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.netty.resources.LoopResources;

/** One bounded pool, on event loops of its own, so that contexts sharing a JVM do not share their fate. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean(destroyMethod = "dispose")
    LoopResources databaseLoops() {
        return LoopResources.create("gateway-db", 2, true);
    }

    /** Opens single connections; for everything but the wake-up call and the probe use the pool. */
    @Bean
    PrimaryConnections databaseConnections(DatabaseSettings settings, LoopResources databaseLoops) {
        return new PrimaryConnections(
                DatabaseServers.parse(settings.host(), settings.port(), settings.name()),
                new PrimaryConnections.Settings(
                        "api-gateway",
                        DatabaseSettings.ROLE,
                        settings.password(),
                        settings.connectTimeout(),
                        settings.statementTimeout()),
                databaseLoops);
    }

    @Bean(destroyMethod = "dispose")
    ConnectionPool databasePool(
            PrimaryConnections databaseConnections, DatabaseSettings settings, MeterRegistry meters) {
        ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration.builder(databaseConnections)
                .name("gateway")
                .initialSize(settings.poolSize() / 2)
                .maxSize(settings.poolSize())
                .maxAcquireTime(settings.acquireTimeout())
                .maxCreateConnectionTime(databaseConnections.patience())
                .acquireRetry(0)
                .maxIdleTime(Duration.ofMinutes(10))
                .maxLifeTime(Duration.ofMinutes(30))
                .validationDepth(ValidationDepth.LOCAL)
                .build());
        pool.getMetrics().ifPresent(metrics -> {
            GatewayMeter.POOL_ACQUIRED.gauge(meters, metrics::acquiredSize);
            GatewayMeter.POOL_IDLE.gauge(meters, metrics::idleSize);
            GatewayMeter.POOL_PENDING.gauge(meters, metrics::pendingAcquireSize);
            GatewayMeter.POOL_MAX.gauge(meters, metrics::getMaxAllocatedSize);
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

    @Bean
    R2dbcEntityTemplate r2dbcEntityTemplate(DatabaseClient databaseClient) {
        return new R2dbcEntityTemplate(databaseClient, PostgresDialect.INSTANCE);
    }
}
