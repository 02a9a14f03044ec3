package dev.chirp.gateway.auth;

import dev.chirp.security.AccessToken;
import dev.chirp.security.TokenVerifier;
import java.util.Optional;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Ends sessions, by what is in the hands of their owners. */
@Component
final class Sessions {
    private static final String REASON = "revoked_by_owner";
    private final DatabaseClient database;
    private final TokenVerifier tokens;
    private final RevokedSessions revoked;

    Sessions(DatabaseClient database, TokenVerifier tokens, RevokedSessions revoked) {
        this.database = database;
        this.tokens = tokens;
        this.revoked = revoked;
    }

    /** Ends the session of a refresh or an access token; nothing happens when it is neither. */
    Mono<Void> end(String token) {
        // A refresh token is base64url, which has no dots; the hint of the client adds nothing to that.
        return token.indexOf('.') < 0
                ? endByRefreshToken(token)
                : tokens.verifyAsync(token)
                        .onErrorComplete(TokenVerifier.InvalidToken.class)
                        .flatMap(this::end);
    }

    private Mono<Void> endByRefreshToken(String token) {
        return database.sql("SELECT revoke_refresh_token(:hash, :reason) AS family")
                .bind("hash", OpaqueTokens.hash(token))
                .bind("reason", REASON)
                .map(row -> Optional.ofNullable(row.get("family", UUID.class)))
                .one()
                .doOnNext(ended -> ended.ifPresent(revoked::add))
                .then();
    }

    private Mono<Void> end(AccessToken token) {
        return database.sql("SELECT revoke_session(:family, :user, :reason)")
                .bind("family", token.sessionId())
                .bind("user", token.userId())
                .bind("reason", REASON)
                .then()
                .doOnSuccess(ended -> revoked.add(token.sessionId()));
    }
}
