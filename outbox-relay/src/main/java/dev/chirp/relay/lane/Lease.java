package dev.chirp.relay.lane;

import java.time.Duration;

/**
 * Until when this instance may act as the owner of its lanes, by its own monotonic clock. The database gives the lanes
 * away {@code timeout} after the last heartbeat arrived there; a heartbeat counts from before it was sent, so this side
 * always gives up first. Thread-safe.
 */
public final class Lease {
    private final long timeoutNanos;
    private long deadlineNanos;
    private long tickNanos;
    private boolean overslept;

    public Lease(Duration timeout, long nowNanos) {
        this.timeoutNanos = timeout.toNanos();
        this.deadlineNanos = nowNanos;
        this.tickNanos = nowNanos;
    }

    /** A heartbeat sent at this time has been written. */
    synchronized void renewed(long sentNanos) {
        deadlineNanos = sentNanos + timeoutNanos;
    }

    /** The lease thread is awake, whether or not the database answers. */
    synchronized void tick(long nowNanos) {
        overslept = overslept(nowNanos);
        tickNanos = nowNanos;
    }

    public synchronized boolean isHeld(long nowNanos) {
        return deadlineNanos - nowNanos > 0;
    }

    /** Whether this process itself has stood still for a whole lease: its producer may hold records from before. */
    public synchronized boolean overslept(long nowNanos) {
        return overslept || nowNanos - tickNanos >= timeoutNanos;
    }
}
