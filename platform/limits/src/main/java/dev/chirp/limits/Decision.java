package dev.chirp.limits;

import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;

/**
 * Whether something may happen now, and what is left.
 *
 * @param remaining tokens in the bucket
 * @param pause until it may happen; zero when it may now
 * @param untilFull until the bucket is full again
 * @param degraded decided by this instance alone, because Redis did not answer
 */
public record Decision(
        Limit limit, boolean allowed, long remaining, Duration pause, Duration untilFull, boolean degraded) {

    static Decision of(Limit limit, ConsumptionProbe probe, boolean degraded) {
        return new Decision(
                limit,
                probe.isConsumed(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForRefill()),
                Duration.ofNanos(probe.getNanosToWaitForReset()),
                degraded);
    }

    /** The value of {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10): what is allowed at all. */
    public String policyHeader() {
        return "\"" + limit.name() + "\";q=" + limit.refill() + ";w=" + seconds(limit.period());
    }

    /** The value of {@code RateLimit} of the same draft: what is left, and in how many seconds it is all there again. */
    public String header() {
        return "\"" + limit.name() + "\";r=" + remaining + ";t=" + seconds(allowed ? untilFull : pause);
    }

    private static long seconds(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }
}
