package dev.chirp.contracts.event;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An event on its way into {@code append_events}: everything but the sequence number, which the database gives. */
public record EventDraft(
        UUID eventId,
        String stream,
        String key,
        int lane,
        String topic,
        String type,
        Origin headers,
        JsonNode payload) {

    /**
     * Where an event comes from.
     *
     * @param source the service that writes it, for example {@code classify-worker}
     * @param subject what it is about, for example {@code capture/123}
     * @param requestId the request that began the chain, or null
     * @param traceparent the W3C trace context of what writes it, or null
     */
    public record Origin(
            String source,
            String subject,
            @Nullable String requestId,
            @Nullable String traceparent,
            String schemaVersion) {
        public Origin(String source, String subject, @Nullable String requestId, @Nullable String traceparent) {
            this(source, subject, requestId, traceparent, Header.CURRENT_SCHEMA_VERSION);
        }
    }

    /** A new event of this type, with a fresh id. */
    public static EventDraft of(EventType type, String key, Origin origin, JsonNode payload) {
        Stream stream = type.stream();
        return new EventDraft(
                EventId.next(), stream.streamName(), key, Lane.of(key), stream.topic(), type.ceType(), origin, payload);
    }

    public static EventDraft of(EventType type, String key, Origin origin, DomainEvent event) {
        return of(type, key, origin, EventJson.payload(event));
    }

    /** The argument of {@code append_events(jsonb)}. */
    public static String toJson(Iterable<EventDraft> drafts) {
        return EventJson.MAPPER.writeValueAsString(drafts);
    }
}
