package dev.chirp.messaging;

import dev.chirp.contracts.event.EventJson;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A message as the column {@code parked.record} keeps it: every byte, and where it came from. */
final class ParkedRecord {
    private ParkedRecord() {}

    static String write(Message message) {
        ObjectNode record = EventJson.MAPPER.createObjectNode();
        record.put("topic", message.topic());
        record.put("partition", message.partition());
        record.put("offset", message.offset());
        record.put("time", message.time().toString());
        record.put("value", Base64.getEncoder().encodeToString(message.value()));
        ObjectNode headers = record.putObject("headers");
        message.headers().forEach(headers::put);
        return EventJson.MAPPER.writeValueAsString(record);
    }

    static Message read(String record, String stream, String key, long seq) {
        JsonNode tree = EventJson.MAPPER.readTree(record);
        Map<String, String> headers = new HashMap<>();
        tree.required("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asString()));
        return new Message(
                tree.required("topic").asString(),
                stream,
                key,
                seq,
                tree.required("partition").asInt(),
                tree.required("offset").asLong(),
                Instant.parse(tree.required("time").asString()),
                Base64.getDecoder().decode(tree.required("value").asString()),
                Map.copyOf(headers));
    }
}
