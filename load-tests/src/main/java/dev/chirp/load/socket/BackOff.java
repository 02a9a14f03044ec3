package dev.chirp.load.socket;

import java.util.random.RandomGenerator;

/**
 * When to come back: full jitter from the first retry, in the window that the server has advertised. Does not slow down
 * to once a minute as patient clients do: whoever measures waits for the last one.
 */
record BackOff(long minMs, long maxMs, long jitterMs) {
    static final BackOff DEFAULT = new BackOff(500, 20_000, 500);

    /**
     * A random time to wait.
     *
     * @param attempt from 0 in each outage
     */
    long waitMs(int attempt, RandomGenerator random) {
        long ceiling = Math.min(maxMs, minMs << Math.min(attempt, 20));
        return random.nextLong(ceiling + 1) + random.nextLong(jitterMs + 1);
    }
}
