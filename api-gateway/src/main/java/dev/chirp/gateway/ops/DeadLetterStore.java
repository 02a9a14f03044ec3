package dev.chirp.gateway.ops;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.gateway.paging.Paging;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Dead letters in PostgreSQL; what is changed goes through functions that also write the audit log. */
@Component
final class DeadLetterStore {
    private static final String SUMMARY = """
        jsonb_build_object('dlq_id', d.dlq_id, 'state', d.state, 'group', d.consumer,
            'original_topic', d.original_topic, 'original_event_id', d.original_event_id, 'partition', d.partition,
            'offset', d."offset", 'key', d.key, 'seq', d.seq, 'failure_reason', d.failure_reason,
            'failure_detail', d.failure_detail, 'error_class', d.error_class, 'retry_count', d.retry_count,
            'edited', d.edited, 'created_at', rfc3339(d.created_at), 'closed_at', rfc3339(d.closed_at),
            'waiting', (SELECT p.known_seq - p.seq FROM parked p WHERE p.dlq_id = d.dlq_id AND p.state = 'HELD'))\
        """;
    private static final String LIST = """
        SELECT coalesce(jsonb_agg(%s ORDER BY d.created_at DESC, d.dlq_id DESC), '[]')::text AS letters,
            (SELECT count(*) FROM find_dead_letters(:filter)) AS total
        FROM (SELECT * FROM find_dead_letters(:filter) ORDER BY created_at DESC, dlq_id DESC
              LIMIT :limit OFFSET :offset) AS d\
        """.formatted(SUMMARY);
    private static final String SHOW = """
        SELECT (%s || jsonb_build_object('headers', d.headers,
            'history', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', rfc3339(a.at), 'user_id', a.user_id,
                    'action', a.action, 'detail', a.detail - 'payload_before') ORDER BY a.at, a.id), '[]')
                FROM audit_log a WHERE a.subject = 'dead-letter/' || d.dlq_id),
            'replays', (SELECT coalesce(jsonb_agg(jsonb_build_object('replay_id', r.replay_id, 'dry_run', r.dry_run,
                    'reason', r.reason, 'requested_by', r.requested_by, 'state', i.state, 'detail', i.detail,
                    'events', i.events, 'ended_at', rfc3339(i.ended_at)) ORDER BY r.created_at), '[]')
                FROM replay_item i JOIN replay r USING (replay_id) WHERE i.dlq_id = d.dlq_id)))::text AS document,
            d.payload
        FROM dead_letter d WHERE d.dlq_id = :id\
        """.formatted(SUMMARY);

    private final DatabaseClient database;

    DeadLetterStore(DatabaseClient database) {
        this.database = database;
    }

    /** A page of a list; {@code letters} is a JSON array without payloads. */
    record Page(String letters, long total) {}

    Mono<Page> list(DeadLetterFilter filter, Paging paging) {
        return database.sql(LIST)
                .bind("filter", Json.of(filter.json()))
                .bind("limit", paging.size())
                .bind("offset", paging.offset())
                .map(row -> new Page(row.get("letters", String.class), row.get("total", Long.class)))
                .one();
    }

    /** One with its payload, headers and everything that was done to it. */
    Mono<ObjectNode> show(UUID id) {
        return database.sql(SHOW).bind("id", id).map(DeadLetterStore::document).one();
    }

    private static ObjectNode document(Readable row) {
        ObjectNode document = (ObjectNode) EventJson.MAPPER.readTree(row.get("document", String.class));
        ByteBuffer payload = row.get("payload", ByteBuffer.class);
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        document.set("payload", payload(bytes));
        return document;
    }

    /** JSON as it is; anything else as text, with its bytes. */
    private static JsonNode payload(byte[] bytes) {
        try {
            return EventJson.MAPPER.readTree(bytes);
        } catch (RuntimeException e) {
            return EventJson.MAPPER
                    .createObjectNode()
                    .put("text", new String(bytes, StandardCharsets.UTF_8))
                    .put("base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** False when it is not open any more. */
    Mono<Boolean> edit(UUID id, long userId, String payload, String reason) {
        return database.sql("SELECT edit_dead_letter(:id, :user, :payload, :reason)")
                .bind("id", id)
                .bind("user", userId)
                .bind("payload", payload)
                .bind("reason", reason)
                .mapValue(Boolean.class)
                .one();
    }

    /** False when it is not open any more. */
    Mono<Boolean> discard(UUID id, long userId, String reason) {
        return database.sql("SELECT discard_dead_letter(:id, :user, :reason)")
                .bind("id", id)
                .bind("user", userId)
                .bind("reason", reason)
                .mapValue(Boolean.class)
                .one();
    }
}
