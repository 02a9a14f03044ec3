package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.Position;
import dev.chirp.security.AccessToken;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who connected, and what it said.
 *
 * @param signIn the sign-in that its token comes from; a revocation names it
 * @param clientId the client's own stable name, or null
 * @param simple whether it asked for the frames of simple clients
 * @param since by channel name, what the client has seen
 */
public record Client(
        UUID sessionId,
        long userId,
        UUID signIn,
        @Nullable String clientId,
        boolean simple,
        Instant tokenExpiresAt,
        Map<String, Position> since) {
    public Client {
        since = Map.copyOf(since);
    }

    /** The same with a new token of the same user. */
    Client renewed(AccessToken token) {
        return new Client(sessionId, userId, token.sessionId(), clientId, simple, token.expiresAt(), Map.of());
    }
}
