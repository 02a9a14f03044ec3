package dev.chirp.fanout.socket;

import dev.chirp.fanout.channel.Position;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query of an upgrade.
 *
 * @param since by channel name, what the client has seen; what cannot be read is left out, as if it had seen nothing
 */
record ConnectRequest(
        Optional<String> token,
        Optional<String> ticket,
        @Nullable String clientId,
        Map<String, Position> since) {
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern SINCE = Pattern.compile("([a-z]+(?::[^@]{1,64})?)@(\\d{1,18}):(\\d{1,18})");

    static ConnectRequest of(String uri, @Nullable String authorization) {
        Map<String, List<String>> query = new QueryStringDecoder(uri).parameters();
        Optional<String> ticket = Optional.ofNullable(query.get("ticket")).map(List::getFirst);
        return new ConnectRequest(token(query, authorization), ticket, clientId(query), since(query));
    }

    private static Optional<String> token(Map<String, List<String>> query, @Nullable String authorization) {
        return Optional.ofNullable(query.get("token"))
                .map(List::getFirst)
                .or(() -> Bearer.of(authorization))
                .filter(token -> !token.isBlank());
    }

    private static @Nullable String clientId(Map<String, List<String>> query) {
        List<String> given = query.get("client_id");
        return given != null && CLIENT_ID.matcher(given.getFirst()).matches() ? given.getFirst() : null;
    }

    private static Map<String, Position> since(Map<String, List<String>> query) {
        Map<String, Position> since = new HashMap<>();
        for (String one : query.getOrDefault("since", List.of())) {
            Matcher parts = SINCE.matcher(one);
            if (parts.matches()) {
                since.put(parts.group(1), new Position(Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3))));
            }
        }
        return since;
    }

    @Override
    public String toString() {
        return "ConnectRequest[client_id=%s, since=%s]".formatted(clientId, since);
    }
}
