package dev.chirp.gateway.intake;

import dev.chirp.database.reactive.PrimaryConnections;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.util.retry.Retry;

/**
 * Wakes the relay after a commit: a NOTIFY on a connection of its own, because a NOTIFY inside a transaction would
 * serialise all commits. Rings while one is on its way become one. Never waits, never fails; the relay polls anyway.
 */
@Component
public final class EventBell implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(EventBell.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private final PrimaryConnections connections;
    private volatile @Nullable FluxSink<Boolean> rings;
    private @Nullable Disposable ringing;

    EventBell(PrimaryConnections connections) {
        this.connections = connections;
    }

    /** Says that events were committed; from any thread. */
    public void ring() {
        FluxSink<Boolean> sink = rings;
        if (sink != null) {
            sink.next(true);
        }
    }

    @Override
    public void start() {
        ringing = Flux.usingWhen(connections.create(), this::forward, PostgresqlConnection::close)
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
                        .maxBackoff(Duration.ofSeconds(2))
                        .transientErrors(true))
                .subscribe(
                        done -> {}, failure -> log.atError().setCause(failure).log("Relay is no longer woken"));
    }

    private Flux<Void> forward(PostgresqlConnection connection) {
        return Flux.<Boolean>create(sink -> rings = sink, FluxSink.OverflowStrategy.LATEST)
                .concatMap(
                        ring -> connection
                                .createStatement("NOTIFY chirp_event")
                                .execute()
                                .flatMap(result -> result.getRowsUpdated())
                                .then()
                                .timeout(PATIENCE),
                        1);
    }

    @Override
    public void stop() {
        if (ringing != null) {
            ringing.dispose();
            ringing = null;
        }
    }

    @Override
    public boolean isRunning() {
        return ringing != null;
    }

    /** Stops after intake: Spring stops what depends on a bean together with it, whatever phase that has. */
    @Override
    public int getPhase() {
        return 0;
    }
}
