package dev.chirp.gateway.pressure;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Slow work alone is no reason to refuse, and neither is a backlog: both together are, when they last. Immutable.
 *
 * @param most what the work may take, in ms
 * @param lasting how long it must take longer before that counts
 * @param since when it began to; null while it does not
 * @param waitingThen how many captures waited at that time
 */
record Slowness(double most, Duration lasting, @Nullable Instant since, double waitingThen) {
    static Slowness none(double most, Duration lasting) {
        return new Slowness(most, lasting, null, 0);
    }

    /** The state after a look. */
    Slowness after(double tookMillis, double waiting, Instant now) {
        if (!(tookMillis > most)) {
            return none(most, lasting);
        }
        return since == null ? new Slowness(most, lasting, now, waiting) : this;
    }

    /** What counts of the time that the work takes: no more than it may, until it has lasted and the backlog has grown. */
    double used(double tookMillis, double waiting, Instant now) {
        boolean counts = since != null && Duration.between(since, now).compareTo(lasting) >= 0 && waiting > waitingThen;
        return counts ? tookMillis : Math.min(tookMillis, most);
    }
}
