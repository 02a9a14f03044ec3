package dev.chirp.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What was verified within some time, by the SHA-256 of the whole token, signature included; the token itself is not kept.
 * At most some of them, the least used make room. A key that is withdrawn counts for that time still.
 */
final class VerifiedTokens {
    private final InstantSource clock;
    private final Cache<Base64URL, AccessToken> byHash;

    VerifiedTokens(InstantSource clock, Duration remembered, int most) {
        this.clock = clock;
        this.byHash = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(remembered)
                .build();
    }

    /** The token's claims; null when it is not known, or has expired. */
    @Nullable
    AccessToken get(String token) {
        AccessToken known =
                token.length() > NimbusTokenVerifier.MAX_TOKEN_CHARS ? null : byHash.getIfPresent(hash(token));
        return known != null && clock.instant().isBefore(known.expiresAt()) ? known : null;
    }

    void put(String token, AccessToken verified) {
        byHash.put(hash(token), verified);
    }

    private static Base64URL hash(String token) {
        try {
            return Base64URL.encode(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
