package dev.chirp.cli.front;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * Passes WebSockets on: the service is asked first, so that its refusal reaches the client before the upgrade; then
 * frames and close codes go both ways.
 */
final class SocketProxy {
    private static final int MAX_FRAME_BYTES = 1 << 20;
    private static final WebsocketServerSpec TO_CLIENT = WebsocketServerSpec.builder()
            .maxFramePayloadLength(MAX_FRAME_BYTES)
            .handlePing(true)
            .build();
    private static final WebsocketClientSpec TO_SERVICE = WebsocketClientSpec.builder()
            .maxFramePayloadLength(MAX_FRAME_BYTES)
            .handlePing(true)
            .build();

    private final HttpClient client;

    SocketProxy(HttpClient client) {
        this.client = client;
    }

    static boolean isUpgrade(HttpServerRequest request) {
        return request.requestHeaders().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    Publisher<Void> forward(HttpServerRequest request, HttpServerResponse response, String uri) {
        return client.headers(headers -> copy(request.requestHeaders(), headers))
                .websocket(TO_SERVICE)
                .uri(uri.replaceFirst("^http", "ws"))
                .connect()
                .flatMap(service -> join(service, response))
                .onErrorResume(WebSocketClientHandshakeException.class, refusal -> refuse(refusal, response));
    }

    private static void copy(HttpHeaders from, HttpHeaders to) {
        Proxy.copy(from, to);
        // The handshake makes its own.
        from.names().stream()
                .filter(name -> name.regionMatches(true, 0, "sec-websocket-", 0, 14))
                .forEach(to::remove);
    }

    private static Mono<Void> refuse(WebSocketClientHandshakeException refusal, HttpServerResponse response) {
        response.status(refusal.response().status());
        Proxy.copy(refusal.response().headers(), response.responseHeaders());
        response.responseHeaders().remove(HttpHeaderNames.CONTENT_LENGTH);
        return response.send().then();
    }

    /** What this returns ends with the handshake; the frames go on until one side closes. */
    private static Mono<Void> join(Connection service, HttpServerResponse response) {
        WebsocketInbound fromService = (WebsocketInbound) service;
        WebsocketOutbound toService = (WebsocketOutbound) service;
        return response.sendWebsocket(
                        (fromClient, toClient) -> Mono.when(pipe(fromClient, toService), pipe(fromService, toClient))
                                .doFinally(end -> service.dispose()),
                        TO_CLIENT)
                .then();
    }

    /** Frame by frame, because one long send would cancel its source, and so close it without a code. */
    private static Mono<Void> pipe(WebsocketInbound from, WebsocketOutbound to) {
        return from.receiveFrames()
                .map(WebSocketFrame::retain)
                .concatMap(frame -> to.sendObject(frame).then(), 1)
                .doOnDiscard(ReferenceCounted.class, ReferenceCountUtil::release)
                .then(from.receiveCloseStatus()
                        .defaultIfEmpty(WebSocketCloseStatus.EMPTY)
                        .flatMap(status -> close(to, status)));
    }

    private static Mono<Void> close(WebsocketOutbound to, WebSocketCloseStatus status) {
        return WebSocketCloseStatus.isValidStatusCode(status.code())
                ? to.sendClose(status.code(), status.reasonText())
                : to.sendClose();
    }
}
