package dev.chirp.gateway.database;

import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Asks PostgreSQL twice a second whether it is there, so that a request can be refused at once while it is not. */
@Component("database")
public final class DatabaseProbe implements HealthIndicator, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(DatabaseProbe.class);
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private final DatabaseClient database;
    private final ConnectionPool pool;
    private volatile boolean available = true;
    private boolean answeredBefore = true;
    private @Nullable Disposable probing;

    DatabaseProbe(DatabaseClient database, ConnectionPool pool) {
        this.database = database;
        this.pool = pool;
    }

    /** Whether one of the last two questions was answered. */
    public boolean isAvailable() {
        return available;
    }

    @Override
    public void start() {
        probing = openConnections()
                .thenMany(Mono.defer(this::ask).repeatWhen(asked -> asked.delayElements(EVERY)))
                .subscribe(
                        this::noted, failure -> log.atError().setCause(failure).log("Database probe ended"));
    }

    /** Before the first burst of requests, which would otherwise wait for as many handshakes at once. */
    private Mono<Integer> openConnections() {
        return pool.warmup().timeout(PATIENCE).onErrorReturn(0);
    }

    /** A pool that is merely busy is not a database that is away. */
    private Mono<Boolean> ask() {
        boolean exhausted = pool.getMetrics()
                .map(metrics -> metrics.pendingAcquireSize() > 0 && metrics.idleSize() == 0)
                .orElse(false);
        return exhausted && available
                ? Mono.just(true)
                : database.sql("SELECT 1")
                        .fetch()
                        .first()
                        .timeout(PATIENCE)
                        .hasElement()
                        .onErrorReturn(false);
    }

    /** One unanswered question may be a busy machine; two in a row are an outage. */
    private void noted(boolean answered) {
        boolean now = answered || answeredBefore;
        if (now != available) {
            log.atWarn().addKeyValue("available", now).log("Database availability changed");
        }
        available = now;
        answeredBefore = answered;
    }

    @Override
    public Health health() {
        return available
                ? Health.up().build()
                : Health.down().withDetail("reason", "no answer").build();
    }

    @Override
    public void stop() {
        if (probing != null) {
            probing.dispose();
            probing = null;
        }
    }

    @Override
    public boolean isRunning() {
        return probing != null;
    }

    /** Stops after intake: Spring stops what depends on a bean together with it, whatever phase that has. */
    @Override
    public int getPhase() {
        return 0;
    }
}
