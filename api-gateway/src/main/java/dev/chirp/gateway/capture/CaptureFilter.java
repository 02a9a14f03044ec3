package dev.chirp.gateway.capture;

import dev.chirp.gateway.paging.Paging;
import dev.chirp.gateway.problem.Problem.FieldError;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * Which captures a list shows.
 *
 * @param from inclusive, by the time of the upload
 * @param to exclusive
 */
record CaptureFilter(
        Paging paging,
        @Nullable String status,
        @Nullable Long birdId,
        @Nullable Instant from,
        @Nullable Instant to) {
    private static final Set<String> STATUSES = Set.of("pending", "classified", "processed", "failed");

    static CaptureFilter of(MultiValueMap<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        CaptureFilter filter = new CaptureFilter(
                Paging.of(query, errors),
                status(query.getFirst("status"), errors),
                birdId(query.getFirst("bird_id"), errors),
                time("from", query.getFirst("from"), errors),
                time("to", query.getFirst("to"), errors));
        Paging.refuse(errors);
        return filter;
    }

    /** The page and the total in one statement; parameters are named as in {@link #parameters}. */
    String sql() {
        return "SELECT " + pageSql() + " AS captures, " + total() + " AS total";
    }

    /** The inner query finds its rows in an index alone; only the rows of the page are fetched. */
    String pageSql() {
        return """
            (SELECT coalesce(jsonb_agg(capture_document(c) ORDER BY c.created_at DESC, c.id DESC), '[]')::text
             FROM (SELECT id FROM capture WHERE %s
                   ORDER BY created_at DESC, id DESC LIMIT :limit OFFSET :offset) AS page
             JOIN capture c USING (id))\
            """.formatted(where());
    }

    Map<String, Object> parameters(long userId) {
        Map<String, Object> parameters = new TreeMap<>();
        parameters.put("user", userId);
        parameters.put("limit", paging.size());
        parameters.put("offset", paging.offset());
        putIfPresent(parameters, "status", status);
        putIfPresent(parameters, "bird", birdId);
        putIfPresent(parameters, "from", from);
        putIfPresent(parameters, "to", to);
        return parameters;
    }

    private String where() {
        return "user_id = :user"
                + (status == null ? "" : " AND status = :status")
                + (birdId == null ? "" : " AND bird_id = :bird")
                + (from == null ? "" : " AND created_at >= :from")
                + (to == null ? "" : " AND created_at < :to");
    }

    private String total() {
        if (!isTallied()) {
            return "(SELECT count(*) FROM capture WHERE " + where() + ")";
        }
        String sum = status == null ? "pending + classified + processed + failed" : status;
        return "coalesce((SELECT " + sum + " FROM capture_tally WHERE user_id = :user), 0)";
    }

    /** The tally knows the totals by status, so nothing has to be counted. */
    private boolean isTallied() {
        return birdId == null && from == null && to == null;
    }

    private static void putIfPresent(Map<String, Object> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    private static @Nullable String status(@Nullable String text, List<FieldError> errors) {
        if (text == null || text.isEmpty() || STATUSES.contains(text)) {
            return text == null || text.isEmpty() ? null : text;
        }
        errors.add(new FieldError("status", "expected pending, classified, processed or failed"));
        return null;
    }

    private static @Nullable Long birdId(@Nullable String text, List<FieldError> errors) {
        try {
            return text == null || text.isEmpty() ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            errors.add(new FieldError("bird_id", "expected the number of a bird"));
            return null;
        }
    }

    private static @Nullable Instant time(String name, @Nullable String text, List<FieldError> errors) {
        try {
            return text == null || text.isEmpty()
                    ? null
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            errors.add(new FieldError(name, "expected an RFC 3339 time such as 2026-05-01T04:30:00Z"));
            return null;
        }
    }
}
