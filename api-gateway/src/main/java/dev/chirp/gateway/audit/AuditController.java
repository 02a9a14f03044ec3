package dev.chirp.gateway.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.chirp.gateway.paging.Paging;
import dev.chirp.gateway.problem.Problem.FieldError;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Reads the append-only audit log, newest first; for the scope {@code ops}. */
@RestController
final class AuditController {
    private static final String ENTRIES = """
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', page.id, 'at', rfc3339(page.at), 'user_id', page.user_id,
            'action', page.action, 'subject', page.subject, 'detail', page.detail - 'payload_before')
            ORDER BY page.at DESC, page.id DESC), '[]')::text
        FROM (SELECT * FROM audit_log WHERE true\
        """;
    private static final String OF_PAGE = " ORDER BY at DESC, id DESC LIMIT :limit OFFSET :offset) AS page";

    private final DatabaseClient database;

    AuditController(DatabaseClient database) {
        this.database = database;
    }

    record Page(@JsonRawValue String entries, int page, int size) {}

    @GetMapping("/api/v1/audit")
    Mono<Page> list(@RequestParam MultiValueMap<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        Paging paging = Paging.of(query, errors);
        Map<String, Object> parameters = new TreeMap<>();
        StringBuilder where = new StringBuilder();
        add("action", " AND action = :action", query.getFirst("action"), parameters, where);
        userId(query.getFirst("user_id"), parameters, where, errors);
        time("from", " AND at >= :from", query.getFirst("from"), parameters, where, errors);
        time("to", " AND at < :to", query.getFirst("to"), parameters, where, errors);
        Paging.refuse(errors);
        return database.sql(ENTRIES + where + OF_PAGE)
                .bindValues(parameters)
                .bind("limit", paging.size())
                .bind("offset", paging.offset())
                .mapValue(String.class)
                .one()
                .map(entries -> new Page(entries, paging.page(), paging.size()));
    }

    private static void userId(
            @Nullable String text, Map<String, Object> parameters, StringBuilder where, List<FieldError> errors) {
        if (text != null && !text.matches("\\d{1,18}")) {
            errors.add(new FieldError("user_id", "expected the number of a user"));
        } else {
            add("user", " AND user_id = :user", text == null ? null : Long.valueOf(text), parameters, where);
        }
    }

    private static void time(
            String name,
            String condition,
            @Nullable String text,
            Map<String, Object> parameters,
            StringBuilder where,
            List<FieldError> errors) {
        try {
            add(name, condition, text == null ? null : OffsetDateTime.parse(text), parameters, where);
        } catch (DateTimeParseException e) {
            errors.add(new FieldError(name, "expected an RFC 3339 time such as 2026-05-01T04:30:00Z"));
        }
    }

    private static void add(
            String name,
            String condition,
            @Nullable Object value,
            Map<String, Object> parameters,
            StringBuilder where) {
        if (value != null) {
            parameters.put(name, value);
            where.append(condition);
        }
    }
}
