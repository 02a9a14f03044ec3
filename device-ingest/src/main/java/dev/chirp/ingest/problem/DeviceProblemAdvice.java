package dev.chirp.ingest.problem;

import dev.chirp.web.ProblemDocument;
import dev.chirp.web.RequestIdFilter;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/** Writes every failure as a problem document; the unexpected ones say nothing of their cause. */
@RestControllerAdvice
class DeviceProblemAdvice {
    private static final Logger log = LoggerFactory.getLogger(DeviceProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> on(DeviceProblem problem, ServerWebExchange exchange) {
        HttpHeaders headers = new HttpHeaders();
        if (problem.retryAfter() != null) {
            headers.set(
                    HttpHeaders.RETRY_AFTER,
                    Long.toString(
                            Math.max(1, problem.retryAfter().plusMillis(999).toSeconds())));
        }
        problem.headers().forEach(headers::set);
        return answer(
                HttpStatusCode.valueOf(problem.status()),
                problem.code(),
                problem.getMessage(),
                problem.members(),
                headers,
                exchange);
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> on(ResponseStatusException e, ServerWebExchange exchange) {
        String detail = e.getReason() != null ? e.getReason() : "There is nothing here for this request.";
        String code = e.getStatusCode().value() == 404 ? "not_found" : "invalid_request";
        return answer(e.getStatusCode(), code, detail, Map.of(), e.getHeaders(), exchange);
    }

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        R2dbcNonTransientResourceException.class,
        R2dbcTransientException.class,
        TimeoutException.class
    })
    ResponseEntity<Map<String, Object>> onDatabaseAway(Exception e, ServerWebExchange exchange) {
        log.atWarn()
                .addKeyValue("request_id", RequestIdFilter.idOf(exchange))
                .addKeyValue("reason", e.getClass().getSimpleName())
                .log("Key of a device cannot be checked");
        return on(DeviceProblem.databaseAway(), exchange);
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> on(Exception e, ServerWebExchange exchange) {
        log.atError()
                .addKeyValue("request_id", RequestIdFilter.idOf(exchange))
                .setCause(e)
                .log("Request of a device failed");
        return answer(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal",
                "The request could not be taken because of a fault on our side.",
                Map.of(),
                HttpHeaders.EMPTY,
                exchange);
    }

    private static ResponseEntity<Map<String, Object>> answer(
            HttpStatusCode status,
            String code,
            @Nullable String detail,
            Map<String, Object> members,
            HttpHeaders headers,
            ServerWebExchange exchange) {
        HttpStatus known = HttpStatus.resolve(status.value());
        String title = known != null ? known.getReasonPhrase() : "Problem";
        Map<String, Object> body = ProblemDocument.of(
                status.value(), title, code, detail != null ? detail : title, RequestIdFilter.idOf(exchange));
        body.putAll(members);
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body);
    }
}
