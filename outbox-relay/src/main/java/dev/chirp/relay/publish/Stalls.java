package dev.chirp.relay.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Notices a partition that the producer will never get on with. An idempotent producer that may retry for ever can do
 * just that: it was seen to repeat one partition's batch with {@code OUT_OF_ORDER_SEQUENCE_NUMBER} without end, while the
 * others went on or had nothing to send. Only a new producer helps. A broker that is away altogether is no stall for a
 * long time: then the producer's own retries are what is wanted. Thread-safe.
 */
final class Stalls {
    /** Without an answer for this long while brokers do respond. */
    static final Duration ALONE = Duration.ofSeconds(30);
    /** Without an answer for this long, whatever brokers do. */
    static final Duration ANYWAY = Duration.ofMinutes(5);
    /**
     * Responses within {@link #ALONE} that are not those of a broker which has just come back: a batch is repeated at
     * least once a second ({@code retry.backoff.max.ms}).
     */
    static final int RESPONSES = 20;

    private static final class Progress {
        private int open;
        private long sinceNanos;
        private long sinceResponses;

        void moved(long nowNanos, long responses) {
            sinceNanos = nowNanos;
            sinceResponses = responses;
        }
    }

    private final LongSupplier responses;
    private final Map<String, Progress> partitions = new HashMap<>();

    /** @param responses how many responses the producer has got from brokers, of any kind */
    Stalls(LongSupplier responses) {
        this.responses = responses;
    }

    /** An event was handed over to the producer. */
    synchronized void opened(String partition, long nowNanos) {
        Progress progress = partitions.computeIfAbsent(partition, name -> new Progress());
        if (progress.open++ == 0) {
            progress.moved(nowNanos, responses.getAsLong());
        }
    }

    /** The producer has answered for one, well or badly. */
    synchronized void answered(String partition, long nowNanos) {
        Progress progress = partitions.get(partition);
        if (progress != null) {
            progress.open--;
            progress.moved(nowNanos, responses.getAsLong());
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
        boolean brokersRespond = responses.getAsLong() - progress.sinceResponses >= RESPONSES;
        return silent > ANYWAY.toNanos() || (silent > ALONE.toNanos() && brokersRespond);
    }
}
