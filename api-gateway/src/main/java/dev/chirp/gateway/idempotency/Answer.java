package dev.chirp.gateway.idempotency;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a request that creates is answered.
 *
 * @param body becomes JSON; a text is JSON already
 */
public record Answer(HttpStatus status, @Nullable String location, Object body) {

    public static Answer created(Object body, @Nullable String location) {
        return new Answer(HttpStatus.CREATED, location, body);
    }

    /** An answer whose body the database has made. */
    public static Answer accepted(String document, @Nullable String location) {
        return new Answer(HttpStatus.ACCEPTED, location, document);
    }

    byte[] bytes(JsonMapper json) {
        return body instanceof String document
                ? document.getBytes(StandardCharsets.UTF_8)
                : json.writeValueAsBytes(body);
    }
}
