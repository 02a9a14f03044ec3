package dev.chirp.fanout.session;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.fanout.channel.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What a client asks for, read from one text frame. */
sealed interface ClientOp {
    /** Channels named in one operation, at most. */
    int MAX_CHANNELS = 64;

    int MAX_ID_CHARS = 64;

    int CHANNELS_OF_ONE_OP = 8;

    record Ping(@Nullable String id) implements ClientOp {}

    record Pong() implements ClientOp {}

    record Subscribe(@Nullable String id, List<Wanted> channels) implements ClientOp {}

    /** What it counts as: finding channels can take a question to the database each. */
    default int cost() {
        return this instanceof Subscribe subscribe ? 1 + subscribe.channels().size() / CHANNELS_OF_ONE_OP : 1;
    }

    record Unsubscribe(@Nullable String id, List<String> channels) implements ClientOp {}

    record Ack(@Nullable String id, String channel, long offset) implements ClientOp {}

    record Refresh(@Nullable String id, String token) implements ClientOp {
        /** Without the token. */
        @Override
        public String toString() {
            return "Refresh[id=" + id + "]";
        }
    }

    record Presence(@Nullable String id, String channel) implements ClientOp {}

    /** Not an operation of this version; {@code detail} says why. */
    record Bad(@Nullable String id, String detail) implements ClientOp {}

    /** A channel, and what the client has seen of it, or null. */
    record Wanted(String channel, @Nullable Position since) {}

    static ClientOp read(String text) {
        try {
            JsonNode frame = EventJson.MAPPER.readTree(text);
            return frame.isObject() ? read(frame) : new Bad(null, "a frame is a JSON object");
        } catch (JacksonException e) {
            return new Bad(null, "a frame is a JSON object");
        }
    }

    private static ClientOp read(JsonNode frame) {
        String op = text(frame, "op");
        if (op == null && "pong".equals(text(frame, "type"))) {
            return new Pong();
        }
        String id = text(frame, "id");
        if (id != null && id.length() > MAX_ID_CHARS) {
            return new Bad(null, "id is longer than " + MAX_ID_CHARS + " characters");
        }
        return switch (op) {
            case "ping" -> new Ping(id);
            case "pong" -> new Pong();
            case "subscribe" -> subscribe(id, frame.path("channels"));
            case "unsubscribe" -> unsubscribe(id, frame.path("channels"));
            case "ack" -> ack(id, frame);
            case "refresh" -> refresh(id, text(frame, "token"));
            case "presence" -> presence(id, text(frame, "channel"));
            case null -> new Bad(id, "op is missing");
            default -> new Bad(id, "op is unknown");
        };
    }

    private static ClientOp subscribe(@Nullable String id, JsonNode channels) {
        List<Wanted> wanted = new ArrayList<>();
        for (JsonNode channel : list(channels)) {
            String name = text(channel, "channel");
            if (name == null) {
                return badChannels(id);
            }
            wanted.add(new Wanted(name, position(channel)));
        }
        return wanted.isEmpty() ? badChannels(id) : new Subscribe(id, wanted);
    }

    private static ClientOp unsubscribe(@Nullable String id, JsonNode channels) {
        List<String> names = new ArrayList<>();
        for (JsonNode channel : list(channels)) {
            String name = channel.isString() ? channel.stringValue() : text(channel, "channel");
            if (name == null) {
                return badChannels(id);
            }
            names.add(name);
        }
        return names.isEmpty() ? badChannels(id) : new Unsubscribe(id, names);
    }

    private static ClientOp ack(@Nullable String id, JsonNode frame) {
        String channel = text(frame, "channel");
        JsonNode offset = frame.path("offset");
        return channel != null && offset.isIntegralNumber() && offset.canConvertToLong() && offset.longValue() > 0
                ? new Ack(id, channel, offset.longValue())
                : new Bad(id, "ack needs a channel and an offset from 1");
    }

    private static ClientOp refresh(@Nullable String id, @Nullable String token) {
        return token == null ? new Bad(id, "refresh needs a token") : new Refresh(id, token);
    }

    private static ClientOp presence(@Nullable String id, @Nullable String channel) {
        return channel == null ? new Bad(id, "presence needs a channel") : new Presence(id, channel);
    }

    private static List<JsonNode> list(JsonNode channels) {
        return channels.isArray() && channels.size() <= MAX_CHANNELS ? List.copyOf(channels.values()) : List.of();
    }

    private static Bad badChannels(@Nullable String id) {
        return new Bad(id, "channels is a list of 1 to %d {\"channel\": …}".formatted(MAX_CHANNELS));
    }

    private static @Nullable Position position(JsonNode channel) {
        JsonNode epoch = channel.path("epoch");
        JsonNode offset = channel.path("offset");
        boolean usable = epoch.isIntegralNumber()
                && offset.isIntegralNumber()
                && epoch.canConvertToLong()
                && offset.canConvertToLong()
                && epoch.longValue() >= 0
                && offset.longValue() >= 0;
        return usable ? new Position(epoch.longValue(), offset.longValue()) : null;
    }

    private static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isString() ? value.stringValue() : null;
    }
}
