package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Lane;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The event that takes a dead letter to its Kafka topic: the original value, with headers that say why. */
final class DeadLetterEvent {
    /** The type when the original does not say its own. */
    static final String UNKNOWN_TYPE = "chirp.dlq.unreadable";

    /** How the original value is carried. */
    enum Form {
        /** As the JSON that it is, or in base64 when it is none. */
        ORIGINAL,
        /** In base64: JSON that PostgreSQL refuses, such as text with a NUL. */
        BASE64
    }

    private DeadLetterEvent() {}

    static ObjectNode of(ConsumerGroup group, UUID dlqId, Message message, DeadReason reason, Form form) {
        JsonNode original = form == Form.ORIGINAL ? parse(message.value()) : null;
        ObjectNode event = EventJson.MAPPER.createObjectNode();
        event.put("event_id", dlqId.toString());
        event.put("stream", group.deadLetterStream());
        event.put("key", message.key());
        event.put("lane", Lane.of(message.key()));
        event.put("topic", group.deadLetterTopic());
        event.put("type", Objects.requireNonNullElse(message.header(Header.CE_TYPE), UNKNOWN_TYPE));
        event.set("headers", headers(group, dlqId, message, reason, original == null));
        event.set("payload", original == null ? base64(message.value()) : original);
        return event;
    }

    private static ObjectNode headers(
            ConsumerGroup group, UUID dlqId, Message message, DeadReason reason, boolean base64) {
        Map<String, @Nullable Object> headers = new TreeMap<>();
        headers.put("source", group.groupId());
        headers.put("subject", message.header(Header.CE_SUBJECT));
        headers.put("request_id", message.header(Header.CHIRP_REQUEST_ID));
        headers.put("traceparent", message.header(Header.TRACEPARENT));
        headers.put("schema_version", message.header(Header.SCHEMA_VERSION));
        headers.put(Header.DLQ_ID, dlqId.toString());
        headers.put(Header.DLQ_REASON, reason.code());
        headers.put(Header.DLQ_ERROR_CLASS, reason.errorClass());
        headers.put(Header.DLQ_RETRIES, Integer.toString(reason.retries()));
        headers.put(Header.DLQ_EVENT_ID, message.header(Header.CE_ID));
        headers.put(Header.DLQ_TOPIC, message.topic());
        headers.put(Header.DLQ_STREAM, message.placed() ? message.stream() : null);
        headers.put(Header.DLQ_SEQ, message.placed() ? Long.toString(message.seq()) : null);
        headers.put(Header.DLQ_PARTITION, message.fromTable() ? null : Integer.toString(message.partition()));
        headers.put(Header.DLQ_OFFSET, message.fromTable() ? null : Long.toString(message.offset()));
        headers.put(Header.DLQ_ENCODING, base64 ? "base64" : null);
        headers.values().removeIf(Objects::isNull);
        return EventJson.MAPPER.valueToTree(headers);
    }

    private static @Nullable JsonNode parse(byte[] value) {
        try {
            JsonNode tree = EventJson.MAPPER.readTree(value);
            return tree.isObject() ? tree : null;
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static JsonNode base64(byte[] value) {
        return EventJson.MAPPER
                .createObjectNode()
                .put("base64", Base64.getEncoder().encodeToString(value));
    }
}
