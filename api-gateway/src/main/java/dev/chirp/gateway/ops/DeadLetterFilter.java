package dev.chirp.gateway.ops;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.gateway.paging.Paging;
import dev.chirp.gateway.problem.Problem.FieldError;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** Which dead letters are meant, as {@code find_dead_letters} takes it: only what was given, checked. */
record DeadLetterFilter(Map<String, Object> members) {
    private static final Set<String> TEXTS = Set.of("topic", "group", "reason", "error_class", "q");
    private static final Set<String> TIMES = Set.of("from", "to");
    private static final Set<String> STATES = Set.of("OPEN", "REPLAYING", "DONE", "DISCARDED");
    private static final Set<String> PAGING = Set.of("page", "size");

    static DeadLetterFilter of(MultiValueMap<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        DeadLetterFilter filter = of(query.toSingleValueMap(), errors);
        Paging.refuse(errors);
        return filter;
    }

    /** Reads the members that are known; wrong and unknown ones are added to the errors. */
    static DeadLetterFilter of(Map<String, ?> given, List<FieldError> errors) {
        Map<String, Object> members = new TreeMap<>();
        given.forEach((name, value) -> {
            String text = String.valueOf(value);
            if (value == null || text.isEmpty() || PAGING.contains(name)) {
                return;
            }
            String wrong = wrong(name, text);
            if (wrong == null) {
                members.put(name, text);
            } else {
                errors.add(new FieldError(name, wrong));
            }
        });
        return new DeadLetterFilter(members);
    }

    private static @Nullable String wrong(String name, String text) {
        if (TEXTS.contains(name)) {
            return text.indexOf('\0') < 0 ? null : "expected text without NUL";
        }
        if (TIMES.contains(name)) {
            return isTime(text) ? null : "expected an RFC 3339 time such as 2026-05-01T04:30:00Z";
        }
        return switch (name) {
            case "state" -> STATES.contains(text) ? null : "expected OPEN, REPLAYING, DONE or DISCARDED";
            case "user_id" -> text.matches("\\d{1,18}") ? null : "expected the number of a user";
            default -> "is no filter (expected: topic, group, reason, error_class, user_id, from, to, q or state)";
        };
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    String json() {
        return EventJson.MAPPER.writeValueAsString(members);
    }
}
