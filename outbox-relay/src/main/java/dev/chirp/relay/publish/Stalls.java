package dev.chirp.relay.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Notices a partition that the producer will never get on with. An idempotent producer that may retry for ever can do
 * just that: after a broker that restarted refused its first batches, it was seen to repeat one partition's batch with
 * {@code OUT_OF_ORDER_SEQUENCE_NUMBER} without end, while the others went on. Only a new producer helps. A broker that is
 * away altogether is no stall for a long time: then the producer's own retries are what is wanted. Thread-safe.
 */
final class Stalls {
    /** Without an answer for this long while other partitions get theirs. */
    static final Duration ALONE = Duration.ofSeconds(30);
    /** Without an answer for this long, whatever the others do. */
    static final Duration ANYWAY = Duration.ofMinutes(5);

    /** So long after this partition's last answer another one's shows that the broker is there. */
    private static final Duration LATER = Duration.ofSeconds(1);

    private static final class Progress {
        private int open;
        private long sinceNanos;
    }

    private final Map<String, Progress> partitions = new HashMap<>();
    private long publishedNanos = Long.MIN_VALUE;

    /** An event was handed over to the producer. */
    synchronized void opened(String partition, long nowNanos) {
        Progress progress = partitions.computeIfAbsent(partition, name -> new Progress());
        if (progress.open++ == 0) {
            progress.sinceNanos = nowNanos;
        }
    }

    /** The producer has answered for one, well or badly. */
    synchronized void answered(String partition, boolean published, long nowNanos) {
        Progress progress = partitions.get(partition);
        if (progress != null) {
            progress.open--;
            progress.sinceNanos = nowNanos;
        }
        if (published) {
            publishedNanos = nowNanos;
        }
    }

    /** Whether some partition stands still and will not move again by itself. */
    synchronized boolean any(long nowNanos) {
        return partitions.values().stream().anyMatch(progress -> isStalled(progress, nowNanos));
    }

    private boolean isStalled(Progress progress, long nowNanos) {
        if (progress.open == 0) {
            return false;
        }
        long silent = nowNanos - progress.sinceNanos;
        boolean othersGoOn = publishedNanos != Long.MIN_VALUE && publishedNanos - progress.sinceNanos > LATER.toNanos();
        return silent > ANYWAY.toNanos() || (silent > ALONE.toNanos() && othersGoOn);
    }
}
