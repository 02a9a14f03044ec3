package dev.chirp.fanout.frame;

import dev.chirp.contracts.event.EventJson;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Frames for simple clients, those of {@code /ws/events}: what every frame has, and {@code type} ({@code event},
 * {@code ping}, {@code pong} or {@code error}), {@code timestamp} and {@code message} beside it.
 */
public final class SimpleFrame {
    private static final Set<String> OWN_TYPES = Set.of("ping", "pong", "error");

    private SimpleFrame() {}

    /** The frame with those fields; both are UTF-8 JSON. */
    public static byte[] of(byte[] frame) {
        ObjectNode simple = (ObjectNode) EventJson.MAPPER.readTree(frame);
        String event = simple.path("event").stringValue("");
        JsonNode detail = simple.path("data").path("detail");
        simple.put("type", OWN_TYPES.contains(event) ? event : "event");
        simple.put("timestamp", simple.path("ts").stringValue(""));
        simple.put("message", detail.isString() ? detail.stringValue() : event);
        return EventJson.MAPPER.writeValueAsBytes(simple);
    }
}
