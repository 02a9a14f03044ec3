package dev.chirp.ingest.upload;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The header {@code Idempotency-Key}: a request that is sent again under it gets what the first one got. */
final class RequestKey {
    private static final int MAX_CHARS = 200;

    private RequestKey() {}

    /** Null when there is none; 400 when it is longer than a key may be. */
    static @Nullable String of(HttpHeaders headers) {
        String key = headers.getFirst("Idempotency-Key");
        if (key == null || key.isBlank()) {
            return null;
        }
        if (key.length() > MAX_CHARS) {
            throw UploadProblem.badHeader("Idempotency-Key", "at most " + MAX_CHARS + " characters");
        }
        return key;
    }
}
