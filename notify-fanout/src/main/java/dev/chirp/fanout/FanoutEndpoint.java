package dev.chirp.fanout;

import dev.chirp.fanout.socket.NotFound;
import dev.chirp.fanout.socket.Stats;
import dev.chirp.fanout.socket.Upgrade;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Everything that this service answers over HTTP: {@code /ws}, {@code /ws/events} and {@code /ws/stats}. Handed to this service's own server, or
 * to another reactor-netty server that dispatches to it.
 */
public final class FanoutEndpoint implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {
    private final Upgrade upgrade;
    private final Stats stats;

    FanoutEndpoint(Upgrade upgrade, Stats stats) {
        this.upgrade = upgrade;
        this.stats = stats;
    }

    @Override
    public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        return switch (request.fullPath()) {
            case "/ws", Upgrade.SIMPLE_PATH -> upgrade.handle(request, response);
            case "/ws/stats" -> stats.handle(request, response);
            default -> NotFound.handle(request, response);
        };
    }
}
