package dev.chirp.classify.http;

import dev.chirp.audio.AudioRejection;
import dev.chirp.classify.inference.NoModelException;
import dev.chirp.classify.inference.OverloadedException;
import dev.chirp.contracts.event.EventJson;
import dev.chirp.web.ProblemDocument;
import dev.chirp.web.RequestIdFilter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** Answers every failure as {@code application/problem+json}; only what is our own fault is a 500, and is logged. */
@Component
@Order(-2)
final class Problems implements WebExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private record Problem(HttpStatusCode status, String code, String detail) {}

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(error);
        }
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        Problem problem = problem(cause);
        String requestId = RequestIdFilter.idOf(exchange);
        if (problem.status().value() == 500) {
            log.atError().addKeyValue("request_id", requestId).setCause(cause).log("Classification failed");
        }
        response.setStatusCode(problem.status());
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.status().value() == 503) {
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
        }
        byte[] body = EventJson.MAPPER.writeValueAsBytes(document(problem, requestId));
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private static Problem problem(Throwable error) {
        return switch (error) {
            case AudioRejection e ->
                new Problem(
                        HttpStatusCode.valueOf(e.code().httpStatus()), e.code().wireName(), e.detail());
            case BadRequest e -> new Problem(e.status(), e.code(), String.valueOf(e.getMessage()));
            case OverloadedException e ->
                new Problem(HttpStatus.SERVICE_UNAVAILABLE, "overloaded", String.valueOf(e.getMessage()));
            case NoModelException e ->
                new Problem(HttpStatus.SERVICE_UNAVAILABLE, "model_unavailable", String.valueOf(e.getMessage()));
            case ErrorResponse e when !e.getStatusCode().is5xxServerError() -> ofSpring(e);
            default ->
                new Problem(HttpStatus.INTERNAL_SERVER_ERROR, "classification_failed", "Audio classification failed.");
        };
    }

    private static Problem ofSpring(ErrorResponse error) {
        HttpStatus status = HttpStatus.resolve(error.getStatusCode().value());
        String code = status == null ? "bad_request" : status.name().toLowerCase(Locale.ROOT);
        String detail = error.getBody().getDetail();
        return new Problem(error.getStatusCode(), code, detail == null ? "The request cannot be served." : detail);
    }

    private static Map<String, Object> document(Problem problem, String requestId) {
        HttpStatus status = HttpStatus.resolve(problem.status().value());
        return ProblemDocument.of(
                problem.status().value(),
                status == null ? "Error" : status.getReasonPhrase(),
                problem.code(),
                problem.detail(),
                requestId);
    }
}
