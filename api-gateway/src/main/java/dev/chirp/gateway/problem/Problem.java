package dev.chirp.gateway.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/**
 * Why a request is refused.
 *
 * @param detail a sentence for people, without secrets
 * @param members what the document carries beyond the standard members
 * @param headers what the answer carries beyond the content type
 */
public record Problem(ProblemType type, String detail, Map<String, Object> members, Map<String, String> headers) {

    public Problem {
        members = Map.copyOf(members);
        headers = Map.copyOf(headers);
    }

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, Map.of(), Map.of());
    }

    /** Several fields of one body or query are wrong; the first gives the sentence. */
    public static Problem ofFields(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        return of(ProblemType.INVALID_REQUEST, first.field() + ": " + first.detail())
                .with("errors", errors);
    }

    public static Problem ofField(String field, String detail) {
        return ofFields(List.of(new FieldError(field, detail)));
    }

    /** Hides whether a thing is missing or belongs to somebody else. */
    public static Problem notFound(String what) {
        return of(ProblemType.NOT_FOUND, "There is no such " + what + ".");
    }

    /** One field and what is wrong with it. */
    public record FieldError(String field, String detail) {}

    public Problem with(String member, Object value) {
        return new Problem(type, detail, extended(members, member, value), headers);
    }

    public Problem withHeader(String name, String value) {
        return new Problem(type, detail, members, extended(headers, name, value));
    }

    public Problem retryAfter(Duration pause) {
        return withHeader(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, pause.toSeconds())));
    }

    /** When it may be tried again; zero when it says nothing of that. */
    public Duration pause() {
        return Duration.ofSeconds(Long.parseLong(headers.getOrDefault(HttpHeaders.RETRY_AFTER, "0")));
    }

    /** Adds the members that OAuth clients read (RFC 6749 §5.2). */
    public Problem asOAuth(String error) {
        return with("error", error).with("error_description", detail);
    }

    public ProblemException toException() {
        return new ProblemException(this);
    }

    private static <V> Map<String, V> extended(Map<String, V> map, String key, V value) {
        Map<String, V> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return copy;
    }
}
