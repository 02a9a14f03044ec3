package dev.chirp.relay.wakeup;

import java.util.random.RandomGenerator;

/** How long to wait for a notification before looking anyway: short after a find, doubling while nothing comes. */
public final class Pace {
    private static final double JITTER = 0.2;
    private final long busyNanos;
    private final long idleNanos;
    private final RandomGenerator random;
    private long nextNanos;

    public Pace(PollSettings settings, RandomGenerator random) {
        this.busyNanos = settings.busy().toNanos();
        this.idleNanos = settings.idle().toNanos();
        this.random = random;
        this.nextNanos = busyNanos;
    }

    /** The wait after a look that found something or nothing; spread by a fifth, so that instances do not march. */
    public long next(boolean found) {
        long wait = found ? busyNanos : nextNanos;
        nextNanos = Math.min(wait * 2, idleNanos);
        return Math.round(wait * (1 - JITTER * random.nextDouble()));
    }
}
