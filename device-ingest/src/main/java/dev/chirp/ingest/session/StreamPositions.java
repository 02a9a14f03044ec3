package dev.chirp.ingest.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;

/**
 * How far each boot of a device is committed, as far as this instance knows: the last hour's, at most 50,000. What it
 * does not know, the device says when it resumes, and the gateway recognises what was committed already.
 */
public final class StreamPositions {
    private static final int MAX_KNOWN = 50_000;
    private static final Duration KEPT = Duration.ofHours(1);

    private record Boot(UUID device, String bootId) {}

    private final Cache<Boot, Long> committed =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN).expireAfterAccess(KEPT).build();

    /** The last frame known to be committed; 0: none. */
    long of(UUID device, String bootId) {
        Long known = committed.getIfPresent(new Boot(device, bootId));
        return known == null ? 0 : known;
    }

    void raise(UUID device, String bootId, long seq) {
        committed.asMap().merge(new Boot(device, bootId), seq, Math::max);
    }
}
