package dev.chirp.gateway.ops;

import dev.chirp.contracts.event.EventId;
import dev.chirp.gateway.paging.Paging;
import io.r2dbc.postgresql.codec.Json;
import java.util.Locale;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Replays in PostgreSQL: commands that the runtimes of the consumers carry out. */
@Component
final class ReplayStore {
    private static final String DOCUMENT = """
        jsonb_build_object('replay_id', r.replay_id, 'state', r.state, 'dry_run', r.dry_run, 'reason', r.reason,
            'requested_by', r.requested_by, 'filter', r.filter, 'rate_per_second', r.rate_per_second,
            'canary', r.canary, 'stop_at_failure_ratio', r.stop_at_failure_ratio, 'stop_reason', r.stop_reason,
            'matched', r.matched, 'finished', r.finished, 'failed', r.failed,
            'created_at', rfc3339(r.created_at), 'ended_at', rfc3339(r.ended_at))\
        """;
    private static final String LIST = """
        SELECT coalesce(jsonb_agg(%s ORDER BY r.created_at DESC), '[]')::text AS replays,
            (SELECT count(*) FROM replay) AS total
        FROM (SELECT * FROM replay ORDER BY created_at DESC LIMIT :limit OFFSET :offset) AS r\
        """.formatted(DOCUMENT);
    private static final String SHOW = """
        SELECT (%s || jsonb_build_object(
            'users', (SELECT count(DISTINCT i.key) FROM replay_item i WHERE i.replay_id = r.replay_id),
            'items', (SELECT coalesce(jsonb_agg(jsonb_build_object('dlq_id', i.dlq_id, 'group', i.consumer,
                    'key', i.key, 'state', i.state, 'detail', i.detail, 'events', i.events,
                    'ended_at', rfc3339(i.ended_at)) ORDER BY i.ordinal), '[]')
                FROM (SELECT * FROM replay_item o WHERE o.replay_id = r.replay_id
                      ORDER BY o.ordinal LIMIT :limit OFFSET :offset) AS i)))::text AS document
        FROM replay r WHERE r.replay_id = :id\
        """.formatted(DOCUMENT);

    private final DatabaseClient database;

    ReplayStore(DatabaseClient database) {
        this.database = database;
    }

    /** A page of a list; {@code replays} is a JSON array. */
    record Page(String replays, long total) {}

    /** What can be done to a replay while it goes on. */
    enum Action {
        PAUSE,
        RESUME,
        CANCEL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Takes the dead letters that match; the id of the replay. */
    Mono<UUID> start(ReplayOrder order, long userId) {
        UUID id = EventId.next();
        return database.sql("SELECT start_replay(:id, :user, :reason, :filter, :dry, :rate, :canary, :ratio, :limit)")
                .bind("id", id)
                .bind("user", userId)
                .bind("reason", order.why())
                .bind("filter", Json.of(order.filterJson()))
                .bind("dry", order.isDryRun())
                .bind("rate", order.rate())
                .bind("canary", order.canaries())
                .bind("ratio", order.stopRatio())
                .bind("limit", ReplayOrder.MAX_LETTERS)
                .mapValue(Integer.class)
                .one()
                .thenReturn(id);
    }

    Mono<Page> list(Paging paging) {
        return database.sql(LIST)
                .bind("limit", paging.size())
                .bind("offset", paging.offset())
                .map(row -> new Page(row.get("replays", String.class), row.get("total", Long.class)))
                .one();
    }

    /** A replay with a page of its items. */
    Mono<String> document(UUID id, Paging paging) {
        return database.sql(SHOW)
                .bind("id", id)
                .bind("limit", paging.size())
                .bind("offset", paging.offset())
                .map(row -> row.get("document", String.class))
                .one();
    }

    /** The state before; empty when there is no such replay. Nothing changes when the action does not fit it. */
    Mono<String> steer(UUID id, long userId, Action action) {
        return database.sql("SELECT before FROM steer_replay(:id, :user, :action) AS before WHERE before IS NOT NULL")
                .bind("id", id)
                .bind("user", userId)
                .bind("action", action.word())
                .mapValue(String.class)
                .one();
    }
}
