package dev.chirp.fanout.socket;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.web.ProblemDocument;
import dev.chirp.web.RequestId;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Why a request got no socket, as problem+json. */
enum Refusal {
    INVALID_TOKEN(401, "invalid_token", "The access token is missing, malformed or expired."),
    MISSING_SCOPE(403, "missing_scope", "The access token does not have the scope that this needs."),
    ORIGIN_NOT_ALLOWED(403, "origin_not_allowed", "Pages of this origin may not open a socket here."),
    NOT_FOUND(404, "not_found", "There is nothing here."),
    UPGRADE_REQUIRED(426, "upgrade_required", "This address speaks WebSocket only."),
    OVERLOADED(503, "overloaded", "This instance holds as many sockets as it can; try again."),
    DRAINING(503, "draining", "This instance is going away; try again.");

    private final int status;
    private final String code;
    private final String detail;

    Refusal(int status, String code, String detail) {
        this.status = status;
        this.code = code;
        this.detail = detail;
    }

    Mono<Void> send(HttpServerResponse response, String requestId) {
        HttpResponseStatus line = HttpResponseStatus.valueOf(status);
        Map<String, Object> problem = ProblemDocument.of(status, line.reasonPhrase(), code, detail, requestId);
        response.status(line)
                .header(HttpHeaderNames.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE)
                .header(RequestId.HEADER, requestId);
        switch (this) {
            case INVALID_TOKEN -> response.header(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
            case MISSING_SCOPE ->
                response.header(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"");
            case UPGRADE_REQUIRED -> response.header(HttpHeaderNames.UPGRADE, "websocket");
            case OVERLOADED, DRAINING -> response.header(HttpHeaderNames.RETRY_AFTER, "1");
            case ORIGIN_NOT_ALLOWED, NOT_FOUND -> {}
        }
        return response.sendByteArray(Mono.just(EventJson.MAPPER.writeValueAsBytes(problem)))
                .then();
    }
}
