package dev.chirp.cli.front;

import dev.chirp.web.ProblemDocument;
import dev.chirp.web.RequestId;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.util.Map;
import org.reactivestreams.Publisher;
import org.springframework.boot.json.JsonWriter;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** What the front itself has to say, as {@code application/problem+json}. */
enum Problem {
    NOT_FOUND(404, "Not Found", "not_found", "Nothing is served at this address."),
    BAD_GATEWAY(502, "Bad Gateway", "bad_gateway", "The service behind this address did not answer."),
    UNAVAILABLE(503, "Service Unavailable", "unavailable", "The service behind this address is not running.");

    private static final JsonWriter<Map<String, Object>> JSON = JsonWriter.standard();

    private final int status;
    private final String title;
    private final String code;
    private final String detail;

    Problem(int status, String title, String code, String detail) {
        this.status = status;
        this.title = title;
        this.code = code;
        this.detail = detail;
    }

    Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        String requestId = RequestId.of(request.requestHeaders().get(RequestId.HEADER));
        Map<String, Object> body = ProblemDocument.of(status, title, code, detail, requestId);
        response.status(status)
                .header(RequestId.HEADER, requestId)
                .header(HttpHeaderNames.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE);
        if (this != NOT_FOUND) {
            response.header(HttpHeaderNames.RETRY_AFTER, "2");
        }
        // The rest of a body that nobody will read must not be taken for the next request.
        response.header(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response.sendString(Mono.just(JSON.writeToString(body))).then();
    }
}
