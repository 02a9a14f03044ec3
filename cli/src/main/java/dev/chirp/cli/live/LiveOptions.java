package dev.chirp.cli.live;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to listen to.
 *
 * @param platform such as {@code https://chirp.example}
 * @param channels besides {@code user}
 * @param clientId under which the server remembers acks, or null
 * @param since where to go on, by channel
 * @param ack acknowledges what was delivered
 */
public record LiveOptions(
        URI platform, List<String> channels, @Nullable String clientId, Map<String, Position> since, boolean ack) {
    public LiveOptions {
        channels = List.copyOf(channels);
        since = Map.copyOf(since);
    }
}
