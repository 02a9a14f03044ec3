package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.EventTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The data of the frame {@code connected}. */
record Connected(
        UUID sessionId,
        @Nullable String clientId,
        long userId,
        long pingIntervalMs,
        long pongTimeoutMs,
        String tokenExpiresAt,
        SessionSettings.Reconnect reconnect,
        List<ChannelState> channels) {

    static Connected of(Client client, SessionSettings settings, List<ChannelState> channels) {
        return new Connected(
                client.sessionId(),
                client.clientId(),
                client.userId(),
                settings.pingInterval().toMillis(),
                settings.pongTimeout().toMillis(),
                EventTime.format(client.tokenExpiresAt()),
                settings.reconnect(),
                channels);
    }
}
