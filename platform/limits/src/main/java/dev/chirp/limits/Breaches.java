package dev.chirp.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How long a subject that is refused is asked to stay away: what the bucket needs, doubled each time it comes back too
 * early, up to five minutes, and forgiven after it has stayed away for that long. What arrives within a second is one
 * breach. It is a request; what holds a subject back is its bucket. Remembered by this instance, for at most so many.
 */
public final class Breaches {
    static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration ONE_BREACH = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 20;
    private final Cache<String, Breach> breaches;
    private final InstantSource clock;

    private record Breach(Instant at, int doublings) {
        private Breach next(Instant now) {
            return now.isBefore(at.plus(ONE_BREACH))
                    ? this
                    : new Breach(now, now.isBefore(at.plus(LONGEST)) ? Math.min(doublings + 1, MOST_DOUBLINGS) : 0);
        }
    }

    public Breaches(int most, InstantSource clock) {
        this.breaches = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(LONGEST.multipliedBy(2))
                .build();
        this.clock = clock;
    }

    /** Notes a refusal; answers whole seconds, at least one. */
    public Duration retryAfter(Decision refusal, String subject) {
        Instant now = clock.instant();
        Breach breach = breaches.asMap()
                .compute(
                        refusal.limit().name() + ":" + subject,
                        (key, before) -> before == null ? new Breach(now, 0) : before.next(now));
        long seconds = Math.max(1, refusal.pause().plusMillis(999).toSeconds());
        return Duration.ofSeconds(Math.min(LONGEST.toSeconds(), seconds << breach.doublings));
    }
}
