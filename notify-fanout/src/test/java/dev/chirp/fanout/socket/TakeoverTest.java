package dev.chirp.fanout.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.fanout.session.Client;
import dev.chirp.fanout.session.Session;
import dev.chirp.fanout.session.SessionMeters;
import dev.chirp.fanout.session.SessionScope;
import dev.chirp.fanout.session.SessionSettings;
import dev.chirp.fanout.session.Surroundings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServer;

/** Pins what {@link Takeover} relies on in reactor-netty and Netty. */
class TakeoverTest {
    private final CompletableFuture<List<? extends Class<? extends ChannelHandler>>> handlers =
            new CompletableFuture<>();
    private final CompletableFuture<Boolean> isDetached = new CompletableFuture<>();
    private final CompletableFuture<Session> gone = new CompletableFuture<>();

    @Test
    void leavesNothingOfReactorNettyOnTheChannel() throws Exception {
        var settings = bind("chirp.fanout.socket", SocketSettings.class);
        var takeover = new Takeover(new SocketHandler(1_024, gone::complete), settings);
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> response.sendWebsocket((in, out) -> {
                    in.withConnection(connection -> takeOver(takeover, connection));
                    return Mono.never();
                }))
                .bindNow();
        try (HttpClient http = HttpClient.newHttpClient()) {
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + server.port()), new WebSocket.Listener() {})
                    .join();

            assertThat(handlers.get(10, TimeUnit.SECONDS))
                    .extracting(Class::getSimpleName)
                    .containsExactly("WebSocket13FrameDecoder", "SocketHandler");
            assertThat(isDetached.get(10, TimeUnit.SECONDS)).isTrue();
            socket.abort();
            assertThat(gone.get(10, TimeUnit.SECONDS)).isNotNull();
        } finally {
            server.disposeNow();
        }
    }

    private void takeOver(Takeover takeover, Connection connection) {
        var clock = InstantSource.system();
        var scope = new SessionScope(
                bind("chirp.fanout.session", SessionSettings.class),
                new Surroundings().services(new NoChannels()),
                new SessionMeters(new SimpleMeterRegistry(), clock),
                clock,
                System::nanoTime);
        var client = new Client(
                UUID.randomUUID(),
                7,
                UUID.randomUUID(),
                null,
                false,
                Instant.now().plusSeconds(60),
                Map.of());
        var channel = connection.channel();
        takeover.of(connection, new Session(channel, client, scope));
        // After whatever reactor-netty still does on this turn of the loop.
        channel.eventLoop().execute(() -> {
            handlers.complete(channel.pipeline().toMap().values().stream()
                    .map(ChannelHandler::getClass)
                    .toList());
            isDetached.complete(ChannelOperations.get(channel) == null);
        });
    }

    private static <T> T bind(String prefix, Class<T> type) {
        return new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate(prefix, type);
    }
}
