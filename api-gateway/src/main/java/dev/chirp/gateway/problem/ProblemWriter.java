package dev.chirp.gateway.problem;

import dev.chirp.gateway.request.RequestOrigin;
import dev.chirp.web.ProblemDocument;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Answers an exchange with a problem document. */
@Component
public final class ProblemWriter {
    private final JsonMapper json;

    ProblemWriter(JsonMapper json) {
        this.json = json;
    }

    public Mono<Void> write(ServerWebExchange exchange, Problem problem) {
        ServerHttpResponse response = exchange.getResponse();
        HttpHeaders headers = response.getHeaders();
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        headers.remove(HttpHeaders.ETAG);
        headers.remove(HttpHeaders.CACHE_CONTROL);
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        problem.headers().forEach(headers::set);
        response.setStatusCode(HttpStatusCode.valueOf(problem.type().status()));
        byte[] body = json.writeValueAsBytes(document(problem, RequestOrigin.of(exchange)));
        headers.setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private static Map<String, Object> document(Problem problem, RequestOrigin origin) {
        ProblemType type = problem.type();
        Map<String, Object> document = ProblemDocument.of(
                type.uri(), type.status(), type.title(), type.code(), problem.detail(), origin.requestId());
        document.putAll(problem.members());
        return document;
    }
}
