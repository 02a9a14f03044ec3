package dev.chirp.messaging;

import java.time.Duration;
import java.util.List;

/**
 * What happens to an event that fails.
 *
 * @param retryDelays the pauses before the second, third, … attempt; after the last one the event is dead
 * @param afterwards what a dead event means for its key
 * @param maxHeld later events that may wait behind a held one; one more, and it is skipped
 * @param maxHold how long a key is held, then its event is skipped
 */
public record FailurePolicy(List<Duration> retryDelays, Afterwards afterwards, int maxHeld, Duration maxHold) {
    /** What a dead event means for its key. */
    public enum Afterwards {
        /** Its key goes on at once; a replay comes after what was applied meanwhile. */
        SKIP,
        /** Later events of its key wait until on-call replays or discards it, or the hold's limits are reached. */
        HOLD
    }

    public FailurePolicy {
        retryDelays = List.copyOf(retryDelays);
    }

    /** Again after 1, 2 and 4 s, then the key goes on without it. */
    public static FailurePolicy skip() {
        return new FailurePolicy(
                List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4)),
                Afterwards.SKIP,
                1_000,
                Duration.ofHours(1));
    }

    /** Again after 1, 2 and 4 s, then at most 1,000 later events wait for at most an hour. */
    public static FailurePolicy hold() {
        return new FailurePolicy(skip().retryDelays, Afterwards.HOLD, 1_000, Duration.ofHours(1));
    }

    public FailurePolicy withRetryDelays(List<Duration> newDelays) {
        return new FailurePolicy(newDelays, afterwards, maxHeld, maxHold);
    }

    public FailurePolicy withHoldLimits(int newMaxHeld, Duration newMaxHold) {
        return new FailurePolicy(retryDelays, afterwards, newMaxHeld, newMaxHold);
    }

    boolean holds() {
        return afterwards == Afterwards.HOLD;
    }
}
