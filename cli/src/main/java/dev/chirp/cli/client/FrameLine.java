package dev.chirp.cli.client;

import java.util.Optional;
import java.util.stream.Collectors;
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
            case "capture_progress" ->
                "capture %d: %d %%"
                        .formatted(
                                data.path("id").asLong(), data.path("percent").asInt());
            case "presence" -> presence(data);
            case "telemetry" ->
                "device %s heard %d captures, the last at %s"
                        .formatted(
                                data.path("name")
                                        .asString(data.path("device_id").asString("")),
                                data.path("captures").asLong(),
                                data.path("last_capture_at").asString("no time yet"));
            case "ping", "pong", "acked", "subscribed", "unsubscribed", "refreshed", "token_expiring", "reconnect" ->
                "";
            default -> event + " " + data;
        };
        return text.isEmpty() ? Optional.empty() : Optional.of(time(frame) + "  " + text);
    }

    /** For example {@code here: desk connected, 0192… idle}. */
    private static String presence(JsonNode data) {
        String clients = data.path("clients")
                .valueStream()
                .map(client -> client.path("client_id")
                                .asString(client.path("session_id").asString(""))
                        + " "
                        + client.path("state").asString(""))
                .collect(Collectors.joining(", "));
        return "here: " + (clients.isEmpty() ? "nobody" : clients);
    }

    /** {@code 12:34:56} of an RFC 3339 time. */
    private static String time(JsonNode frame) {
        String ts = frame.path("ts").asString("");
        return ts.length() >= 19 ? ts.substring(11, 19) : "        ";
    }
}
