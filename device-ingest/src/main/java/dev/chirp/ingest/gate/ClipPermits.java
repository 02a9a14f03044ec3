package dev.chirp.ingest.gate;

import dev.chirp.limits.Decision;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A device begins a clip when it has a permit for it, and the next one is asked for when one is used, so that nobody
 * waits for an answer between two clips. A clip that had to begin without one is owed. On the connection's event loop.
 */
final class ClipPermits {
    private final Supplier<Mono<Decision>> limit;
    private final DeviceConnection connection;
    private int permits;
    private boolean asking;
    private long askAt;

    ClipPermits(Supplier<Mono<Decision>> limit, DeviceConnection connection, long now) {
        this.limit = limit;
        this.connection = connection;
        this.askAt = now;
    }

    boolean isThere() {
        return permits > 0;
    }

    /** A clip begins. */
    void use(long now) {
        permits--;
        askIfNeeded(now);
    }

    /** The time goes on; a few times a second. */
    void askIfNeeded(long now) {
        if (!asking && permits < 1 && now - askAt >= 0) {
            asking = true;
            limit.get()
                    .subscribe(
                            decision -> connection.run(() -> answered(decision, now)),
                            failure -> connection.run(() -> answered(null, now)));
        }
    }

    /** Without a decision there is no limit: audio is not lost because of it. */
    private void answered(@Nullable Decision decision, long askedAt) {
        asking = false;
        Duration pause = decision == null || decision.allowed() ? Duration.ZERO : decision.pause();
        if (pause.isZero()) {
            permits++;
        }
        // Otherwise the first connection of a device would always be the first to ask, and the others would starve.
        askAt = askedAt
                + pause.toNanos()
                + (pause.isZero() ? 0 : ThreadLocalRandom.current().nextLong(pause.toNanos()));
        if (pause.isZero()) {
            askIfNeeded(askedAt);
        }
    }
}
