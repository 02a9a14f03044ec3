package dev.chirp.gateway.auth;

import dev.chirp.security.AccessToken;
import java.time.Duration;
import java.time.ZoneOffset;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** One-time passes to a WebSocket: 256 random bits, kept as SHA-256, good for one upgrade within 30 s. */
@Component
final class SocketTickets {
    static final Duration LIFETIME = Duration.ofSeconds(30);
    private final DatabaseClient database;

    SocketTickets(DatabaseClient database) {
        this.database = database;
    }

    /** A ticket that opens a socket as if with {@code token}. */
    Mono<String> issue(AccessToken token) {
        String ticket = OpaqueTokens.next();
        return database.sql("""
            SELECT issue_ws_ticket(:hash, :user, :family, :scope, :tokenExpires, make_interval(secs => :lifetime))\
            """)
                .bind("hash", OpaqueTokens.hash(ticket))
                .bind("user", token.userId())
                .bind("family", token.sessionId())
                .bind("scope", String.join(" ", token.scopes()))
                .bind("tokenExpires", token.expiresAt().atOffset(ZoneOffset.UTC))
                .bind("lifetime", (double) LIFETIME.toSeconds())
                .then()
                .thenReturn(ticket);
    }
}
