package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.Position;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What clients with a name have acknowledged. Thread-safe; nothing blocks; futures complete on any thread. */
public interface Positions {
    /** Takes note; kept within seconds, and lost at most when this instance is killed meanwhile. */
    void acked(long userId, String clientId, String channel, Position position);

    /** By channel name, what this client has acknowledged to any instance. */
    CompletableFuture<Map<String, Position>> of(long userId, String clientId);
}
