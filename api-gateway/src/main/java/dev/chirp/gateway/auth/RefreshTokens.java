package dev.chirp.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Refresh tokens: 256 random bits, kept as SHA-256, each good for one use; one sign-in is one family. */
@Component
final class RefreshTokens {
    private static final int TOKEN_BYTES = 32;
    private final DatabaseClient database;
    private final SecuritySettings settings;
    private final SecureRandom random = new SecureRandom();

    RefreshTokens(DatabaseClient database, SecuritySettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** A session and the token that continues it. */
    record Session(long userId, UUID family, String scope, String refreshToken) {}

    Mono<Session> begin(long userId, String scope) {
        String token = newToken();
        UUID family = UUID.randomUUID();
        return database.sql("""
            INSERT INTO refresh_token (token_hash, family, user_id, scope, expires_at)
            VALUES (:hash, :family, :user, :scope, now() + make_interval(secs => :lifetime))\
            """)
                .bind("hash", hash(token))
                .bind("family", family)
                .bind("user", userId)
                .bind("scope", scope)
                .bind("lifetime", (double) settings.refreshTokenLifetime().toSeconds())
                .then()
                .thenReturn(new Session(userId, family, scope, token));
    }

    /** Spends a token; empty when it is unknown, expired, revoked or spent. A spent one ends its whole family. */
    Mono<Session> rotate(String spent) {
        String successor = newToken();
        return database.sql("SELECT user_id, family, scope FROM rotate_refresh_token(:spent, :successor)")
                .bind("spent", hash(spent))
                .bind("successor", hash(successor))
                .map(row -> new Session(
                        row.get("user_id", Long.class),
                        row.get("family", UUID.class),
                        row.get("scope", String.class),
                        successor))
                .one();
    }

    private String newToken() {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
