package dev.chirp.cli.front;

import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Passes requests on to one service at another address; bodies stream both ways, nothing is buffered. */
public final class Proxy implements Endpoint {
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(60);

    /** Shorter than the services keep an idle connection, so that none is used that is just being closed. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(10);

    private static final int MAX_CONNECTIONS = 512;
    private static final int MAX_WAITING = 1_024;

    private static final List<CharSequence> HOP_BY_HOP = List.of(
            HttpHeaderNames.CONNECTION,
            HttpHeaderNames.PROXY_AUTHENTICATE,
            HttpHeaderNames.PROXY_AUTHORIZATION,
            HttpHeaderNames.TE,
            HttpHeaderNames.TRAILER,
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.UPGRADE,
            "keep-alive");

    private final URI service;
    private final HttpClient client;
    private final SocketProxy sockets;

    private Proxy(URI service, LoopResources loops) {
        this.service = service;
        this.client = HttpClient.create(ConnectionProvider.builder("front")
                        .maxConnections(MAX_CONNECTIONS)
                        .pendingAcquireMaxCount(MAX_WAITING)
                        .maxIdleTime(MAX_IDLE)
                        .build())
                .runOn(loops)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
        this.sockets = new SocketProxy(client);
    }

    /** Mounts a proxy for {@code target}, on the front's own event loops: an upgrade must not change threads. */
    public static void mount(Front front, Target target, URI service) {
        front.mount(target, new Proxy(service, front.loops()));
    }

    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        String uri = service + pathAndQuery(request);
        Publisher<Void> answer = SocketProxy.isUpgrade(request)
                ? sockets.forward(request, response, uri)
                : forward(request, response, uri);
        return Mono.from(answer)
                .onErrorResume(failure -> response.hasSentHeaders()
                        ? Mono.error(failure)
                        : Mono.from(Problem.BAD_GATEWAY.answer(request, response)));
    }

    /** Exactly as the client wrote it, because paths are not always what decoding and encoding makes of them. */
    private static String pathAndQuery(HttpServerRequest request) {
        String uri = request.uri();
        int scheme = uri.indexOf("://");
        int path = scheme < 0 ? 0 : uri.indexOf('/', scheme + 3);
        return path < 0 ? "/" : uri.substring(path);
    }

    private Publisher<Void> forward(HttpServerRequest request, HttpServerResponse response, String uri) {
        return client.responseTimeout(RESPONSE_TIMEOUT)
                .headers(headers -> {
                    copy(request.requestHeaders(), headers);
                    tellWhom(request, headers);
                })
                .request(request.method())
                .uri(uri)
                .send(request.receive().retain())
                .response((answer, body) -> send(answer, body, response));
    }

    /** After what the client says itself, so that the last hop is known to be true. */
    private static void tellWhom(HttpServerRequest request, HttpHeaders headers) {
        InetSocketAddress client = request.remoteAddress();
        if (client != null && client.getAddress() != null) {
            headers.add("X-Forwarded-For", client.getAddress().getHostAddress());
        }
    }

    private static Flux<Void> send(HttpClientResponse answer, ByteBufFlux body, HttpServerResponse response) {
        response.status(answer.status());
        copy(answer.responseHeaders(), response.responseHeaders());
        return Flux.from(response.send(body.retain()));
    }

    static void copy(HttpHeaders from, HttpHeaders to) {
        to.setAll(from);
        HOP_BY_HOP.forEach(to::remove);
    }
}
