package dev.chirp.load.socket;

import org.jspecify.annotations.Nullable;

/**
 * Who a socket belongs to.
 *
 * @param user also its channel, as a number
 * @param path for example {@code /ws}
 * @param token sent as the bearer, or null for a server that knows none
 * @param greeted whether the server begins with {@code connected}
 * @param clientId or null
 */
public record Member(
        long user,
        String path,
        @Nullable String token,
        boolean greeted,
        @Nullable String clientId) {
    /** A socket of our fan-out. */
    public static Member of(long user, String token) {
        return new Member(user, "/ws", token, true, null);
    }

    /** A subscriber of a server that sends frames of ours as they are. */
    public static Member plain(String path) {
        return new Member(0, path, null, false, null);
    }

    String request(String host, CursorCheck cursor) {
        StringBuilder request = new StringBuilder(512).append("GET ").append(path);
        char separator = '?';
        if (greeted && cursor.hasPosition()) {
            request.append(separator)
                    .append("since=user@")
                    .append(cursor.epoch())
                    .append(':')
                    .append(cursor.offset());
            separator = '&';
        }
        if (clientId != null) {
            request.append(separator).append("client_id=").append(clientId);
        }
        request.append(" HTTP/1.1\r\nHost: ").append(host);
        request.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13");
        request.append("\r\nSec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==");
        if (token != null) {
            request.append("\r\nAuthorization: Bearer ").append(token);
        }
        return request.append("\r\n\r\n").toString();
    }
}
