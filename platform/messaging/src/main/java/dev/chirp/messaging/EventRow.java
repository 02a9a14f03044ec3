package dev.chirp.messaging;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.Header;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A row of the event table as the message that the relay makes of it. */
final class EventRow {
    /** Members of {@code event.headers} and the Kafka headers that they become. */
    private static final Map<String, String> HEADERS = Map.of(
            "source", Header.CE_SOURCE,
            "subject", Header.CE_SUBJECT,
            "request_id", Header.CHIRP_REQUEST_ID,
            "traceparent", Header.TRACEPARENT,
            "schema_version", Header.SCHEMA_VERSION);

    private EventRow() {}

    /** Reads the current row. */
    static Message read(ResultSet row, String stream, String key) throws SQLException {
        long seq = row.getLong("seq");
        Instant createdAt = row.getObject("created_at", OffsetDateTime.class).toInstant();
        Map<String, String> headers = new HashMap<>();
        headers.put(Header.CE_ID, row.getString("event_id"));
        headers.put(Header.CE_TYPE, row.getString("type"));
        headers.put(Header.CE_TIME, createdAt.toString());
        headers.put(Header.CHIRP_STREAM, stream);
        headers.put(Header.CHIRP_SEQ, Long.toString(seq));
        JsonNode stored = EventJson.MAPPER.readTree(row.getString("headers"));
        HEADERS.forEach((member, header) -> {
            if (stored.hasNonNull(member)) {
                headers.put(header, stored.get(member).asString());
            }
        });
        return new Message(
                row.getString("topic"),
                stream,
                key,
                seq,
                Message.NO_RECORD,
                Message.NO_RECORD,
                createdAt,
                row.getString("payload").getBytes(StandardCharsets.UTF_8),
                Map.copyOf(headers));
    }
}
