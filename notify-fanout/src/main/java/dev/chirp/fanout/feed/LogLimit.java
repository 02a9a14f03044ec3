package dev.chirp.fanout.feed;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets some lines a second into the log; the meters count what is left out. Thread-safe. */
final class LogLimit {
    private final int perSecond;
    /** The second in the upper bits, the lines of that second in the lower 20. */
    private final AtomicLong spent = new AtomicLong();

    LogLimit(int perSecond) {
        this.perSecond = perSecond;
    }

    boolean admits(long nanoTime) {
        long second = TimeUnit.NANOSECONDS.toSeconds(nanoTime) << 20;
        long now = spent.updateAndGet(before -> (before >> 20 << 20) == second ? before + 1 : second + 1);
        return (now & 0xFFFFF) <= perSecond;
    }
}
