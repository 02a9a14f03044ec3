package dev.chirp.fanout.access;

import dev.chirp.fanout.database.Database;
import dev.chirp.security.AccessToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Spends the one-time tickets that the gateway gives out. */
public final class Tickets {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_TICKET_CHARS = 64;

    private final Database database;

    Tickets(Database database) {
        this.database = database;
    }

    /** The token that the ticket stands for, without its text; empty when it is unknown, spent or late. */
    public Mono<AccessToken> redeem(String ticket) {
        if (ticket.length() > MAX_TICKET_CHARS) {
            return Mono.empty();
        }
        byte[] hash = hash(ticket);
        return Mono.fromFuture(() -> database.ask(jdbc -> jdbc.sql(
                                "SELECT user_id, family, scope, token_expires_at FROM redeem_ws_ticket(:hash)")
                        .param("hash", hash)
                        .query((row, n) -> new AccessToken(
                                row.getLong("user_id"),
                                row.getObject("family", UUID.class),
                                "",
                                Set.of(row.getString("scope").split(" ")),
                                Instant.now(),
                                row.getObject("token_expires_at", OffsetDateTime.class)
                                        .toInstant()))
                        .optional()))
                .timeout(TIMEOUT)
                .flatMap(Mono::justOrEmpty);
    }

    private static byte[] hash(String ticket) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
