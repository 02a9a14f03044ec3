package dev.chirp.fanout.socket;

import dev.chirp.web.RequestId;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The answer for every other path. */
public final class NotFound {
    private NotFound() {}

    /** Answers 404; completes when the answer is written. */
    public static Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return Refusal.NOT_FOUND.send(
                response, RequestId.of(request.requestHeaders().get(RequestId.HEADER)));
    }
}
