package dev.chirp.relay.read;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.Header;
import dev.chirp.relay.position.EventKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A committed event as the relay needs it.
 *
 * @param early whether the event before it of its key was written by a later transaction that this interval holds too;
 *     told only where an interval is read in parts
 * @param payload JSON text
 */
public record EventRow(
        long tx,
        boolean early,
        int lane,
        EventKey key,
        LocalDate day,
        UUID eventId,
        String topic,
        String type,
        Origin origin,
        String payload,
        Instant createdAt) {
    /**
     * What the writer put into {@code event.headers}.
     *
     * @param deadLetter the headers of a dead letter, under their own names; empty for other events
     */
    public record Origin(
            @Nullable String source,
            @Nullable String subject,
            @Nullable String requestId,
            @Nullable String traceparent,
            @Nullable String schemaVersion,
            Map<String, String> deadLetter) {
        static Origin parse(String json) {
            JsonNode headers = EventJson.MAPPER.readTree(json);
            Map<String, String> deadLetter = new TreeMap<>();
            for (Map.Entry<String, JsonNode> header : headers.properties()) {
                if (header.getKey().startsWith(Header.DLQ_PREFIX)) {
                    deadLetter.put(header.getKey(), header.getValue().asString());
                }
            }
            return new Origin(
                    headers.path("source").stringValue(null),
                    headers.path("subject").stringValue(null),
                    headers.path("request_id").stringValue(null),
                    headers.path("traceparent").stringValue(null),
                    headers.path("schema_version").stringValue(null),
                    deadLetter);
        }
    }
}
