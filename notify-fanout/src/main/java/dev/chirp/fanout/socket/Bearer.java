package dev.chirp.fanout.socket;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The header {@code Authorization: Bearer …}. */
final class Bearer {
    private static final String PREFIX = "Bearer ";

    private Bearer() {}

    static Optional<String> of(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
                ? Optional.of(authorization.substring(PREFIX.length()).strip())
                : Optional.empty();
    }
}
