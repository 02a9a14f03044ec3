package dev.chirp.contracts.event;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** How events and frames are written as JSON: snake_case, RFC 3339 times, unknown fields ignored. */
public final class EventJson {
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private EventJson() {}

    /** The facts of an event as a tree; for a processed capture, its document. */
    public static JsonNode payload(DomainEvent event) {
        return event instanceof DomainEvent.CaptureProcessed processed
                ? processed.document()
                : MAPPER.valueToTree(event);
    }
}
