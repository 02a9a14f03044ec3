package dev.chirp.messaging;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Lets work through while the dependencies answer. Closed, it lets through one message at a time as a probe, after a
 * jittered back-off of 0.25 s doubling to 5 s. Not thread-safe.
 */
final class Gate {
    private static final long FIRST_NANOS = Duration.ofMillis(250).toNanos();
    private static final int DOUBLINGS = 5;
    private static final long LAST_NANOS = Duration.ofSeconds(5).toNanos();

    private final RandomGenerator random;
    private int failures;
    private boolean probing;
    private long probeAt;

    Gate(RandomGenerator random) {
        this.random = random;
    }

    boolean open() {
        return failures == 0;
    }

    /** Whether one more message may start now. */
    boolean admits(long nowNanos) {
        return open() || (!probing && nowNanos - probeAt >= 0);
    }

    /** A message starts now; returns whether it is the probe. */
    boolean enter() {
        probing = !open();
        return probing;
    }

    /** A message found a dependency away; failures of messages that started before the gate closed do not count. */
    Duration failed(boolean probe, long nowNanos) {
        if (open() || probe) {
            long full = Math.min(LAST_NANOS, FIRST_NANOS << Math.min(failures, DOUBLINGS));
            probeAt = nowNanos + full / 2 + random.nextLong(full / 2 + 1);
            failures++;
        }
        probing &= !probe;
        return Duration.ofNanos(Math.max(0, probeAt - nowNanos));
    }

    /** The probe was answered. */
    void opened() {
        failures = 0;
        probing = false;
    }
}
