package dev.chirp.contracts.live;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.EventType;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Maps each event of a durable channel to exactly one frame. */
public final class LiveMapping {

    private LiveMapping() {}

    /**
     * The frame of an event, or empty when its type belongs to no live channel.
     *
     * @param ts RFC 3339, the event's {@code ce_time}
     */
    public static Optional<LiveFrame> frame(
            EventType type, UUID id, long offset, long epoch, String ts, @Nullable String requestId, JsonNode payload) {
        return switch (type) {
            case CAPTURE_PROCESSED -> Optional.of(user("new_capture", id, offset, epoch, ts, requestId, payload));
            case CAPTURE_CLASSIFIED ->
                Optional.of(user("capture_status", id, offset, epoch, ts, requestId, status(payload, "classified")));
            case CAPTURE_RETRACTED ->
                Optional.of(user("capture_status", id, offset, epoch, ts, requestId, status(payload, "retracted")));
            case CAPTURE_DELETED ->
                Optional.of(user("capture_status", id, offset, epoch, ts, requestId, status(payload, "deleted")));
            case CAPTURE_FAILED -> Optional.of(user("capture_error", id, offset, epoch, ts, requestId, error(payload)));
            case CAPTURE_ACCEPTED, ART_REQUESTED, UPLOAD_COMPLETED -> Optional.empty();
        };
    }

    /** Whether the frame's data is the event's payload as it is, which need not be read then. */
    public static boolean isPassedOn(EventType type) {
        return type == EventType.CAPTURE_PROCESSED;
    }

    private static LiveFrame user(
            String event, UUID id, long offset, long epoch, String ts, @Nullable String requestId, JsonNode data) {
        return new LiveFrame(event, id, "user", offset, epoch, ts, requestId, data);
    }

    private static JsonNode status(JsonNode payload, String status) {
        ObjectNode data = EventJson.MAPPER.createObjectNode();
        data.set("id", payload.required("capture_id"));
        data.put("status", status);
        payload.properties().forEach(field -> {
            if (!field.getKey().equals("capture_id")
                    && !field.getKey().equals("user_id")
                    && !data.has(field.getKey())) {
                data.set(field.getKey(), field.getValue());
            }
        });
        return data;
    }

    private static JsonNode error(JsonNode payload) {
        ObjectNode data = EventJson.MAPPER.createObjectNode();
        data.set("id", payload.required("capture_id"));
        data.set("code", payload.required("code"));
        data.set("detail", payload.required("detail"));
        return data;
    }
}
