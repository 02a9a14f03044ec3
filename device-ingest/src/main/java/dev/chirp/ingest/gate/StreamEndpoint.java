package dev.chirp.ingest.gate;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/** {@code GET /ingest/v1/stream}: the frames of a device as binary messages; how they are cut into messages is nothing. */
@RestController
class StreamEndpoint {
    private final FrameGate gate;
    private final WebsocketServerSpec spec = WebsocketServerSpec.builder()
            .maxFramePayloadLength(StreamTakeover.MAX_MESSAGE_BYTES)
            .build();

    StreamEndpoint(FrameGate gate) {
        this.gate = gate;
    }

    @GetMapping("/ingest/v1/stream")
    Mono<Void> open(ServerWebExchange exchange) {
        String upgrade = exchange.getRequest().getHeaders().getFirst(HttpHeaderNames.UPGRADE.toString());
        if (!HttpHeaderValues.WEBSOCKET.toString().equalsIgnoreCase(upgrade)) {
            throw new ResponseStatusException(HttpStatus.UPGRADE_REQUIRED, "This address speaks WebSocket only.");
        }
        ServerHttpResponse response = exchange.getResponse();
        HttpServerResponse server = ServerHttpResponseDecorator.getNativeResponse(response);
        return response.setComplete()
                .then(Mono.defer(() -> server.sendWebsocket(
                        (in, out) -> {
                            in.withConnection(connection -> StreamTakeover.of(connection, gate));
                            // The connection closes its channel itself; the bridge that would wait for this is gone.
                            return Mono.never();
                        },
                        spec)));
    }
}
