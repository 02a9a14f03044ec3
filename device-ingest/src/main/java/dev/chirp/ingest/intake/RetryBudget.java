package dev.chirp.ingest.intake;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often calls may be tried again: one retry for every ten calls that went well, and at most {@value #MOST} saved up.
 * Whatever fails for everybody is therefore not called much more often than it would be anyway.
 */
final class RetryBudget {
    private static final int MOST = 50;
    private static final int CALLS_PER_RETRY = 10;
    private final AtomicInteger tenths = new AtomicInteger(MOST * CALLS_PER_RETRY);

    /** A call went well. */
    void earn() {
        tenths.updateAndGet(had -> Math.min(MOST * CALLS_PER_RETRY, had + 1));
    }

    /** Whether a call may be tried again now. */
    boolean spend() {
        int had = tenths.getAndUpdate(now -> now >= CALLS_PER_RETRY ? now - CALLS_PER_RETRY : now);
        return had >= CALLS_PER_RETRY;
    }
}
