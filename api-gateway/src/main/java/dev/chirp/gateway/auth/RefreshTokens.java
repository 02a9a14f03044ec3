package dev.chirp.gateway.auth;

import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Refresh tokens: 256 random bits, kept as SHA-256, each good for one use; one sign-in is one family. */
@Component
final class RefreshTokens {
    private final DatabaseClient database;
    private final SecuritySettings settings;

    RefreshTokens(DatabaseClient database, SecuritySettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** A session and the token that continues it. */
    record Session(long userId, UUID family, String scope, String refreshToken) {}

    Mono<Session> begin(long userId, String scope) {
        String token = OpaqueTokens.next();
        UUID family = UUID.randomUUID();
        return database.sql("""
            INSERT INTO refresh_token (token_hash, family, user_id, scope, expires_at)
            VALUES (:hash, :family, :user, :scope, now() + make_interval(secs => :lifetime))\
            """)
                .bind("hash", OpaqueTokens.hash(token))
                .bind("family", family)
                .bind("user", userId)
                .bind("scope", scope)
                .bind("lifetime", (double) settings.refreshTokenLifetime().toSeconds())
                .then()
                .thenReturn(new Session(userId, family, scope, token));
    }

    /**
     * Spends a token; empty when it is unknown, expired, revoked or spent. A spent one ends its whole family. What its user
     * has lost since the sign-in is not in the scope.
     */
    Mono<Session> rotate(String spent) {
        String successor = OpaqueTokens.next();
        return database.sql("SELECT user_id, family, scope, held FROM rotate_refresh_token(:spent, :successor)")
                .bind("spent", OpaqueTokens.hash(spent))
                .bind("successor", OpaqueTokens.hash(successor))
                .map(row -> new Session(
                        row.get("user_id", Long.class),
                        row.get("family", UUID.class),
                        Scopes.stillHeld(row.get("scope", String.class), row.get("held", String.class)),
                        successor))
                .one();
    }
}
