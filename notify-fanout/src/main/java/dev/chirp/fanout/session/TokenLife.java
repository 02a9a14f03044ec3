package dev.chirp.fanout.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** The life of the token that a session was opened with: a warning before it expires, the end some time after. */
final class TokenLife {
    enum Verdict {
        VALID,
        WARN,
        OVER
    }

    private final long warnAt;
    private final long overAt;
    private boolean warned;

    TokenLife(Instant expiresAt, SessionSettings settings, InstantSource clock, LongSupplier nanoTime) {
        long expiresIn = Duration.between(clock.instant(), expiresAt).toNanos();
        long now = nanoTime.getAsLong();
        warnAt = now + expiresIn - settings.tokenWarning().toNanos();
        overAt = now + expiresIn + settings.tokenGrace().toNanos();
    }

    /** {@code WARN} is answered once. */
    Verdict at(long now) {
        if (now - overAt >= 0) {
            return Verdict.OVER;
        }
        if (!warned && now - warnAt >= 0) {
            warned = true;
            return Verdict.WARN;
        }
        return Verdict.VALID;
    }
}
