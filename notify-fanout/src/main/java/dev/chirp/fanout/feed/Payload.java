package dev.chirp.fanout.feed;

import dev.chirp.contracts.event.EventJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.util.RawValue;

/** What an event says: as JSON, and the device that it is about, if any. */
record Payload(JsonNode json, @Nullable String deviceId) {
    private static final String DEVICE_ID = "device_id";

    /** Throws a {@code JacksonException} when the bytes are not JSON. */
    static Payload read(byte[] utf8) {
        JsonNode json = EventJson.MAPPER.readTree(utf8);
        JsonNode device = json.path(DEVICE_ID);
        return new Payload(json, device.isString() ? device.stringValue() : null);
    }

    /**
     * The same for what is only passed on: looked through once, and written as it came. Throws a {@code JacksonException}
     * when the bytes are not JSON, an {@link IllegalArgumentException} when they are no object.
     */
    static Payload unread(byte[] utf8) {
        String deviceId = null;
        try (JsonParser parser = EventJson.MAPPER.createParser(utf8)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not an object");
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING && name.equals(DEVICE_ID)) {
                    deviceId = parser.getString();
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than an object");
            }
        }
        return new Payload(new POJONode(new RawValue(new String(utf8, StandardCharsets.UTF_8))), deviceId);
    }
}
