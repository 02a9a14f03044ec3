package dev.chirp.fanout.session;

import java.util.function.LongSupplier;

/** Counts a client's operations in windows of two seconds. */
final class OpRate {
    private static final long WINDOW_NANOS = 2_000_000_000L;

    private final int mostPerWindow;
    private long windowStart;
    private int used;

    OpRate(int perSecond, LongSupplier nanoTime) {
        mostPerWindow = 2 * perSecond;
        windowStart = nanoTime.getAsLong();
    }

    /** {@code cost} of one operation is 1, of a larger one more. */
    boolean admits(int cost, long now) {
        if (now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            used = 0;
        }
        used += cost;
        return used <= mostPerWindow;
    }
}
