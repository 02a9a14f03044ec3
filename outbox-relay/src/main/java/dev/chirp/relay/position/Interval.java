package dev.chirp.relay.position;

/**
 * The transactions that ended after one snapshot and up to another. Consecutive intervals hold every transaction exactly
 * once, whatever ran when they were taken: no committed event is skipped, and none waits for another transaction.
 */
public record Interval(Snapshot after, Snapshot upTo) {
    public Interval {
        if (upTo.xmax() < after.xmax() || upTo.xmin() < after.xmin()) {
            throw new IllegalArgumentException("interval: up to %s (expected: not before %s)".formatted(upTo, after));
        }
    }

    /** Whether what this transaction committed lies in the interval. */
    public boolean contains(long tx) {
        return !after.sees(tx) && upTo.sees(tx);
    }

    /** Nothing ended in between. */
    public boolean isEmpty() {
        return after.equals(upTo);
    }
}
