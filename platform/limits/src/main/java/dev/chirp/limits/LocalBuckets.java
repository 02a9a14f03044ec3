package dev.chirp.limits;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/**
 * Buckets of this instance alone; lock-free, nothing waits. At most so many are remembered, the least recently used go
 * first and come back full.
 */
public final class LocalBuckets {
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private final LoadingCache<Key, Bucket> buckets;

    private record Key(Limit limit, String subject) {}

    public LocalBuckets(int most) {
        this.buckets = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterAccess(REMEMBERED)
                .build(key -> Bucket.builder()
                        .addLimit(bandwidth -> bandwidth
                                .capacity(key.limit.burst())
                                .refillGreedy(key.limit.refill(), key.limit.period()))
                        .build());
    }

    /** Takes tokens if there are so many. */
    public Decision take(Limit limit, String subject, long tokens) {
        return take(limit, subject, tokens, false);
    }

    /** Puts tokens back that were taken, no more than there is room for. */
    public void giveBack(Limit limit, String subject, long tokens) {
        buckets.get(new Key(limit, subject)).addTokens(tokens);
    }

    Decision take(Limit limit, String subject, long tokens, boolean degraded) {
        return Decision.of(limit, buckets.get(new Key(limit, subject)).tryConsumeAndReturnRemaining(tokens), degraded);
    }
}
