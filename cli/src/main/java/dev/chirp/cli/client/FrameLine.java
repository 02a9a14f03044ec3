package dev.chirp.cli.client;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A live frame as one line for people; frames of the connection itself have none. */
final class FrameLine {
    private FrameLine() {}

    static Optional<String> of(JsonNode frame) {
        JsonNode data = frame.path("data");
        String event = frame.path("event").asString();
        String text = switch (event) {
            case "connected" -> "listening as user " + data.path("user_id").asString();
            case "new_capture" -> "capture %d: %s".formatted(data.path("id").asLong(), CaptureLine.outcome(data));
            case "capture_status" ->
                "capture %d is %s"
                        .formatted(data.path("id").asLong(), data.path("status").asString());
            case "capture_error" ->
                "capture %d failed: %s"
                        .formatted(data.path("id").asLong(), data.path("detail").asString());
            case "ping", "pong", "acked", "subscribed", "unsubscribed", "refreshed" -> "";
            default -> event + " " + data;
        };
        return text.isEmpty() ? Optional.empty() : Optional.of(time(frame) + "  " + text);
    }

    /** {@code 12:34:56} of an RFC 3339 time. */
    private static String time(JsonNode frame) {
        String ts = frame.path("ts").asString("");
        return ts.length() >= 19 ? ts.substring(11, 19) : "        ";
    }
}
