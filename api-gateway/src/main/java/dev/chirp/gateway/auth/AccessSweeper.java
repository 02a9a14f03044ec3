package dev.chirp.gateway.auth;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Clears away tokens, revocations and kept answers that nobody can use any more: every ten minutes, a batch at a time,
 * as long as a batch is full. Several instances leave each other's rows alone.
 */
@Component
final class AccessSweeper implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(AccessSweeper.class);
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final int BATCH = 1_000;
    private final DatabaseClient database;
    private final Duration revocationsKept;
    private @Nullable Disposable sweeping;

    AccessSweeper(DatabaseClient database, SecuritySettings settings) {
        this.database = database;
        // A refresh token of a revoked session must find the revocation for as long as it lives itself.
        this.revocationsKept = settings.refreshTokenLifetime().plusDays(1);
    }

    @Override
    public void start() {
        sweeping = Mono.defer(this::sweep)
                .onErrorResume(failure -> {
                    log.atWarn().setCause(failure).log("Access was not swept");
                    return Mono.just(0);
                })
                .repeatWhen(done -> done.delayElements(EVERY))
                .subscribe(
                        gone -> {}, failure -> log.atError().setCause(failure).log("Access is no longer swept"));
    }

    /** Answers how many rows went with the last batch. */
    Mono<Integer> sweep() {
        return database.sql("SELECT sweep_access(:most, make_interval(secs => :kept))")
                .bind("most", BATCH)
                .bind("kept", (double) revocationsKept.toSeconds())
                .mapValue(Integer.class)
                .one()
                .repeat()
                .takeUntil(gone -> gone < BATCH)
                .last();
    }

    @Override
    public void stop() {
        if (sweeping != null) {
            sweeping.dispose();
            sweeping = null;
        }
    }

    @Override
    public boolean isRunning() {
        return sweeping != null;
    }

    /** Stops after the requests, as all that looks at the database at intervals does. */
    @Override
    public int getPhase() {
        return 0;
    }
}
