package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.Position;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who connected, and what it said.
 *
 * @param clientId the client's own stable name, or null
 * @param since by channel name, what the client has seen
 */
public record Client(
        UUID sessionId, long userId, @Nullable String clientId, Instant tokenExpiresAt, Map<String, Position> since) {
    public Client {
        since = Map.copyOf(since);
    }
}
