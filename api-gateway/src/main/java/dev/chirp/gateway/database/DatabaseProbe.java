package dev.chirp.gateway.database;

import dev.chirp.database.reactive.PrimaryConnections;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.PoolMetrics;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Has PostgreSQL write twice a second, on a connection of its own, so that a request can be refused at once while it does
 * not; a pool that is merely busy is not a database that is away.
 */
@Component("database")
public final class DatabaseProbe implements HealthIndicator, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(DatabaseProbe.class);
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** In a row, of a server that is silent: whoever waits on a pooled connection waits for nothing. */
    private static final int GIVEN_UP_AFTER = 3;

    /**
     * A record in the write-ahead log that is nobody's, committed: it needs room on the disk and the standbys that a commit
     * waits for, and leaves no row. Nothing on a server that is read-only.
     */
    private static final String WRITE = "SELECT pg_logical_emit_message(true, 'chirp-probe', '')"
            + " WHERE NOT current_setting('transaction_read_only')::boolean";

    private final ConnectionPool pool;
    private final PrimaryConnections connections;
    private volatile boolean available = true;
    private int unanswered;
    private @Nullable Disposable probing;

    DatabaseProbe(ConnectionPool pool, PrimaryConnections connections) {
        this.pool = pool;
        this.connections = connections;
    }

    /** Whether one of the last two writes succeeded. */
    public boolean isAvailable() {
        return available;
    }

    @Override
    public void start() {
        probing = openConnections()
                .thenMany(Flux.defer(this::writes).repeatWhen(ended -> ended.delayElements(EVERY)))
                .subscribe(
                        written -> {},
                        failure -> log.atError().setCause(failure).log("Database probe ended"));
    }

    /** Before the first burst of requests, which would otherwise wait for as many handshakes at once. */
    private Mono<Integer> openConnections() {
        return pool.warmup().timeout(PATIENCE).onErrorReturn(0);
    }

    /** Until one fails; the next connection may lead to another server. */
    private Flux<Boolean> writes() {
        return Flux.usingWhen(
                        connections.create(),
                        connection -> Mono.defer(() -> write(connection)).repeatWhen(done -> done.delayElements(EVERY)),
                        DatabaseProbe::close)
                .concatMap(
                        written -> unanswered == 0
                                ? Mono.just(written)
                                : dropDead().thenReturn(written),
                        1)
                .doOnNext(written -> answered())
                .onErrorResume(failure -> {
                    failed(failure);
                    return Flux.empty();
                });
    }

    private static Mono<Boolean> write(PostgresqlConnection connection) {
        return connection
                .createStatement(WRITE)
                .execute()
                .flatMap(result -> result.map((row, columns) -> true))
                .next()
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("the server is read-only")))
                .timeout(PATIENCE);
    }

    /** A pool finds an idle connection dead when somebody asks for it, who would then be refused. */
    private Mono<Void> dropDead() {
        int idle = pool.getMetrics().map(PoolMetrics::idleSize).orElse(0);
        return Flux.range(0, idle)
                .flatMap(one -> pool.create().onErrorComplete(), Math.max(1, idle))
                .collectList()
                .flatMap(alive ->
                        Flux.fromIterable(alive).flatMap(Connection::close).then())
                .doOnDiscard(Connection.class, DatabaseProbe::giveBack)
                .onErrorComplete();
    }

    private static void giveBack(Connection connection) {
        Mono.from(connection.close())
                .subscribe(
                        closed -> {},
                        failure -> log.atDebug().setCause(failure).log("A connection was not given back"));
    }

    private static Mono<Void> close(PostgresqlConnection connection) {
        return connection.close().timeout(PATIENCE).onErrorComplete();
    }

    private void answered() {
        unanswered = 0;
        noted(true);
    }

    /** One that is not answered may be a busy machine; two in a row are an outage. */
    private void failed(Throwable failure) {
        unanswered++;
        log.atDebug().setCause(failure).log("Database probe failed");
        noted(unanswered < 2);
        if (unanswered >= GIVEN_UP_AFTER && PrimaryConnections.isSilence(failure)) {
            connections.retire();
        }
    }

    private void noted(boolean now) {
        if (now != available) {
            log.atWarn().addKeyValue("available", now).log("Database availability changed");
        }
        available = now;
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
