package dev.chirp.ingest.gate;

import dev.chirp.ingest.limit.IngestLimits;
import dev.chirp.limits.Decision;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A device begins a clip when it has a permit for it, and the next one is asked for when one is used, so that nobody
 * waits for an answer between two clips. A clip that had to begin without one is owed; a permit that is left when the
 * connection ends is given back, or a device whose connection breaks again and again would pay for clips that it never
 * sent. On the connection's event loop.
 */
final class ClipPermits {
    private final IngestLimits limits;
    private final UUID deviceId;
    private final DeviceConnection connection;
    private int permits;
    private @Nullable Decision unused;
    private boolean ended;
    private boolean asking;
    private long askAt;

    ClipPermits(IngestLimits limits, UUID deviceId, DeviceConnection connection, long now) {
        this.limits = limits;
        this.deviceId = deviceId;
        this.connection = connection;
        this.askAt = now;
    }

    boolean isThere() {
        return permits > 0;
    }

    /** A clip begins. */
    void use(long now) {
        permits--;
        unused = null;
        askIfNeeded(now);
    }

    /** The time goes on; a few times a second. */
    void askIfNeeded(long now) {
        if (!asking && !ended && permits < 1 && now - askAt >= 0) {
            asking = true;
            limits.clip(deviceId)
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
            unused = permits > 0 ? decision : null;
        }
        if (ended) {
            giveBack();
            return;
        }
        // Otherwise the first connection of a device would always be the first to ask, and the others would starve.
        askAt = askedAt
                + pause.toNanos()
                + (pause.isZero() ? 0 : ThreadLocalRandom.current().nextLong(pause.toNanos()));
        if (pause.isZero()) {
            askIfNeeded(askedAt);
        }
    }

    /** The connection is gone. */
    void end() {
        ended = true;
        giveBack();
    }

    private void giveBack() {
        Decision left = unused;
        unused = null;
        if (left != null) {
            limits.giveBack(deviceId, left).subscribe();
        }
    }
}
