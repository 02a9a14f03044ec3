package dev.chirp.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.websocket.WebsocketInbound;
import tools.jackson.databind.JsonNode;

/** The client against a server whose every connection goes as a test has written it down. */
@Timeout(60)
class LiveClientIT {
    private static final String CONNECTED = """
        {"event": "connected", "ts": "", "data": {"ping_interval_ms": 25000, "pong_timeout_ms": 8000,
         "reconnect": {"min_ms": 1, "max_ms": 2, "jitter_ms": 1, "max_attempts": 1000},
         "channels": [{"channel": "user", "epoch": 1, "offset": %d, "recovered": %s, "replayed": 0}]}}\
        """;

    private final List<String> addresses = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final List<Function<WebsocketInbound, Flux<String>>> connections = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable DisposableServer server;

    private void serve(String goodToken, String log) {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.get("/ws", (request, response) -> {
                            addresses.add(request.uri());
                            tokens.add(request.requestHeaders().get("Authorization"));
                            if (!goodToken.equals(request.requestHeaders().get("Authorization"))) {
                                return response.status(401).send();
                            }
                            if (connections.isEmpty()) {
                                return response.status(503).send();
                            }
                            var connection = connections.removeFirst();
                            return response.sendWebsocket((in, out) ->
                                    out.sendString(connection.apply(in)).then());
                        })
                        .get("/api/v1/events", (request, response) -> response.sendString(Mono.just(log))))
                .bindNow(Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.disposeNow(Duration.ofSeconds(10));
        }
        http.close();
    }

    private static String bird(long offset) {
        return Scenario.frame(1, offset);
    }

    /** Runs a client until it has seen so many birds; their offsets. */
    private List<Long> listen(int birds, boolean ack) throws InterruptedException {
        List<Long> seen = new ArrayList<>();
        var listener = new LiveClient.Listener() {
            @Override
            public boolean onFrame(JsonNode frame) {
                if (frame.path("event").asString().equals("new_capture")) {
                    seen.add(frame.path("offset").asLong());
                }
                return seen.size() < birds;
            }

            @Override
            public void onState(String sentence) {}
        };
        var source = new Tokens() {
            private String token = "old";

            @Override
            public String current() {
                return token;
            }

            @Override
            public String renewed() {
                token = "new";
                return token;
            }
        };
        URI platform = URI.create("http://127.0.0.1:" + server.port());
        var options = new LiveOptions(platform, List.of(), ack ? "desk" : null, Map.of(), ack);
        assertThat(new LiveClient(http, options, source, listener).run()).isNull();
        return seen;
    }

    @Test
    void goesOnAfterTheLastEventWhenConnectionsBreakAgainAndAgain() throws InterruptedException {
        connections.add(in -> Flux.just(CONNECTED.formatted(0, false), bird(1), bird(2)));
        connections.add(in -> Flux.just(CONNECTED.formatted(3, true), bird(2), bird(3)));
        connections.add(in -> Flux.just(CONNECTED.formatted(4, true), bird(4)).concatWith(Flux.never()));
        serve("Bearer old", "{}");

        assertThat(listen(4, false)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(addresses).containsExactly("/ws", "/ws?since=user%401%3A2", "/ws?since=user%401%3A3");
    }

    @Test
    void getsAnotherTokenWhenItsOwnIsRefused() throws InterruptedException {
        connections.add(in -> Flux.just(CONNECTED.formatted(0, false), bird(1)).concatWith(Flux.never()));
        serve("Bearer new", "{}");

        assertThat(listen(1, false)).containsExactly(1L);
        assertThat(tokens).containsExactly("Bearer old", "Bearer new");
    }

    @Test
    void acknowledgesWhatItSawBeforeItGoes() throws InterruptedException {
        connections.add(in -> {
            in.receive().asString().subscribe(heard::add);
            return Flux.just(CONNECTED.formatted(0, false), "{\"event\": \"ping\", \"data\": {}}", bird(1), bird(2))
                    .concatWith(Flux.never());
        });
        serve("Bearer old", "{}");

        assertThat(listen(1, true)).containsExactly(1L);
        assertThat(heard.take()).isEqualTo("{\"op\":\"pong\"}");
        assertThat(heard.take()).isEqualTo("{\"op\":\"ack\",\"channel\":\"user\",\"offset\":1}");
        assertThat(addresses).containsExactly("/ws?client_id=desk");
    }

    @Test
    void readsTheLogWhereNoSocketPasses() throws InterruptedException {
        connections.add(in -> Flux.just(CONNECTED.formatted(4, false)));
        serve("Bearer old", "{\"events\": [%s, %s], \"epoch\": 1, \"last_offset\": 6}".formatted(bird(5), bird(6)));

        assertThat(listen(2, false)).containsExactly(5L, 6L);
    }
}
