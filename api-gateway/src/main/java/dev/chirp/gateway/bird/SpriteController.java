package dev.chirp.gateway.bird;

import dev.chirp.gateway.blob.Blobs;
import dev.chirp.gateway.problem.Problem;
import java.io.IOException;
import java.time.Duration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sprites by their checksum, for everybody and for ever. */
@RestController
final class SpriteController {
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
    private static final CacheControl FOR_NOW =
            CacheControl.maxAge(Duration.ofHours(1)).cachePublic();
    private final Blobs blobs;
    private final byte[] plain = new ClassPathResource("sprite/placeholder.png").getContentAsByteArray();

    SpriteController(Blobs blobs) throws IOException {
        this.blobs = blobs;
    }

    @GetMapping("/sprites/{checksum:[0-9a-f]{8,64}}.png")
    Mono<Void> sprite(@PathVariable String checksum, ServerWebExchange exchange) {
        return forEver(checksum, exchange);
    }

    /** The sheet of two frames that belongs to a sprite. */
    @GetMapping("/sprites/{checksum:[0-9a-f]{8,64}}-idle.png")
    Mono<Void> idle(@PathVariable String checksum, ServerWebExchange exchange) {
        return forEver(checksum + "-idle", exchange);
    }

    private Mono<Void> forEver(String name, ServerWebExchange exchange) {
        String key = "art/" + name + ".png";
        return blobs.size(key)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("sprite").toException()))
                .flatMap(size -> send(exchange, FOR_EVER, name, size, blobs.read(key, 0, size)));
    }

    /** What stands for a bird without a sprite: the one that art-worker drew, or a plain one. */
    @GetMapping("/sprites/placeholder.png")
    Mono<Void> placeholder(ServerWebExchange exchange) {
        String key = "art/placeholder.png";
        return blobs.size(key)
                .flatMap(size -> send(exchange, FOR_NOW, "placeholder-" + size, size, blobs.read(key, 0, size))
                        .thenReturn(true))
                .switchIfEmpty(Mono.defer(() -> sendPlain(exchange).thenReturn(true)))
                .then();
    }

    private Mono<Void> sendPlain(ServerWebExchange exchange) {
        DataBuffer bytes = exchange.getResponse().bufferFactory().wrap(plain);
        return send(exchange, FOR_NOW, "placeholder", plain.length, Flux.just(bytes));
    }

    private static Mono<Void> send(
            ServerWebExchange exchange, CacheControl caching, String etag, long size, Flux<DataBuffer> png) {
        ServerHttpResponse response = exchange.getResponse();
        response.getHeaders().setCacheControl(caching);
        if (exchange.checkNotModified("\"" + etag + "\"")) {
            return response.setComplete();
        }
        response.getHeaders().setContentType(MediaType.IMAGE_PNG);
        response.getHeaders().setContentLength(size);
        return response.writeWith(png);
    }
}
