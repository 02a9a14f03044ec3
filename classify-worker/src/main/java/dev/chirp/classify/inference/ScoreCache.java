package dev.chirp.classify.inference;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chirp.classify.meter.ClassifyMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The scores of recordings that were heard before, by the SHA-256 of their bytes, within a bound of memory. It lives as
 * long as the model: another model begins with an empty one. Holds scores, never audio. Thread-safe.
 */
final class ScoreCache {
    private final Cache<String, Scored> scores;
    private final Counter hits;
    private final Counter misses;

    ScoreCache(long maximumBytes, MeterRegistry meters) {
        this.scores = Caffeine.newBuilder()
                .maximumWeight(maximumBytes)
                .weigher((String sha256, Scored scored) -> 200 + scored.weight())
                .build();
        this.hits = ClassifyMeter.CACHE_REQUESTS.counter(meters, "result", "hit");
        this.misses = ClassifyMeter.CACHE_REQUESTS.counter(meters, "result", "miss");
    }

    @Nullable
    Scored find(@Nullable String sha256) {
        if (sha256 == null) {
            return null;
        }
        Scored found = scores.getIfPresent(sha256);
        (found == null ? misses : hits).increment();
        return found;
    }

    void keep(@Nullable String sha256, Scored scored) {
        if (sha256 != null) {
            scores.put(sha256, scored);
        }
    }
}
