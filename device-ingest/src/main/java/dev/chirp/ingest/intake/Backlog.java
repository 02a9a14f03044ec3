package dev.chirp.ingest.intake;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Whether the gateway has said that the pipeline is behind, and for how long it wants nothing more. Clips that it has let
 * in go on; it is asked again when that time is over.
 */
final class Backlog {
    private static final String BEHIND = "pipeline_behind";
    private final LongSupplier nanoTime;
    private final AtomicLong until;

    Backlog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.until = new AtomicLong(nanoTime.getAsLong());
    }

    void note(Receipt receipt) {
        if (receipt instanceof Receipt.Refused refused && refused.code().equals(BEHIND)) {
            until.set(nanoTime.getAsLong() + refused.retryAfter().toNanos());
        }
    }

    /** Empty while clips are taken. */
    Optional<Duration> left() {
        long nanos = until.get() - nanoTime.getAsLong();
        return nanos > 0 ? Optional.of(Duration.ofNanos(nanos)) : Optional.empty();
    }
}
