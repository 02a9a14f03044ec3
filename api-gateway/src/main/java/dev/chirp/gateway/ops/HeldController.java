package dev.chirp.gateway.ops;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.chirp.gateway.paging.Paging;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.Problem.FieldError;
import dev.chirp.gateway.request.Caller;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Keys whose events the broker refused, and that the relay holds; for the scope {@code ops}. */
@RestController
@RequestMapping("/api/v1/ops/held")
final class HeldController {
    private static final int MAX_KEYS = 1_000;
    private static final String LIST = """
        SELECT coalesce(jsonb_agg(jsonb_build_object('stream', h.stream, 'key', h.key, 'first_seq', h.first_seq,
            'events', h.count, 'reason', h.reason, 'since', rfc3339(h.since), 'releasing', h.releasing)
            ORDER BY h.since, h.stream, h.key), '[]')::text
        FROM (SELECT * FROM held_keys ORDER BY since, stream, key LIMIT :limit) AS h\
        """;
    private static final String RELEASE = """
        WITH released AS MATERIALIZED (SELECT release_held(:stream, :key) AS events), audit AS (
            INSERT INTO audit_log (user_id, action, subject, detail)
            SELECT :user, 'held.released', 'held/' || :stream || '/' || :key,
                jsonb_build_object('reason', :reason::text, 'events', events)
            FROM released WHERE events > 0)
        SELECT events FROM released\
        """;
    private static final String DISCARD = """
        WITH discarded AS MATERIALIZED (SELECT discard_held(:stream, :key, :seq) AS done), audit AS (
            INSERT INTO audit_log (user_id, action, subject, detail)
            SELECT :user, 'held.discarded', 'held/' || :stream || '/' || :key,
                jsonb_build_object('reason', :reason::text, 'seq', :seq)
            FROM discarded WHERE done)
        SELECT done::int::bigint FROM discarded\
        """;

    private final DatabaseClient database;

    HeldController(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Which key, and why.
     *
     * @param seq the refused event, for a discard
     */
    record Order(
            @Nullable String stream,
            @Nullable String key,
            @Nullable Long seq,
            @Nullable String reason) {
        void check(boolean needsSeq) {
            List<FieldError> errors = new ArrayList<>();
            if (stream == null || stream.isEmpty()) {
                errors.add(new FieldError("stream", "expected the name of a stream"));
            }
            if (key == null || key.isEmpty()) {
                errors.add(new FieldError("key", "expected a key"));
            }
            if (needsSeq && seq == null) {
                errors.add(new FieldError("seq", "expected the number of the refused event"));
            }
            Paging.refuse(errors);
            Change.why(reason);
        }
    }

    record HeldKeys(@JsonRawValue String held) {}

    /** How many events of the key are on their way again, or were given up. */
    record Released(@Nullable String stream, @Nullable String key, long events) {}

    /** Longest held first. */
    @GetMapping
    Mono<HeldKeys> list() {
        return database.sql(LIST)
                .bind("limit", MAX_KEYS)
                .mapValue(String.class)
                .one()
                .map(HeldKeys::new);
    }

    /** Has the relay try the events of a key again, in order; repeated, it changes nothing. */
    @PostMapping("/release")
    Mono<Released> release(@AuthenticationPrincipal Caller caller, @RequestBody Order order) {
        order.check(false);
        return change(RELEASE, caller, order, 0);
    }

    /** Gives up publishing the event that was refused; consumers read it from the event table. */
    @PostMapping("/discard")
    Mono<Released> discard(@AuthenticationPrincipal Caller caller, @RequestBody Order order) {
        order.check(true);
        return change(DISCARD, caller, order, order.seq() == null ? 0 : order.seq());
    }

    private Mono<Released> change(String sql, Caller caller, Order order, long seq) {
        DatabaseClient.GenericExecuteSpec statement = database.sql(sql)
                .bind("user", caller.userId())
                .bind("stream", String.valueOf(order.stream()))
                .bind("key", String.valueOf(order.key()))
                .bind("reason", String.valueOf(order.reason()));
        return (seq == 0 ? statement : statement.bind("seq", seq))
                .mapValue(Long.class)
                .one()
                .filter(events -> events > 0)
                .map(events -> new Released(order.stream(), order.key(), events))
                .switchIfEmpty(Mono.error(() -> Problem.notFound("held event").toException()));
    }
}
