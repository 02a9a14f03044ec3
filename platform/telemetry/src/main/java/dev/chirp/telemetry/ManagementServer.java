package dev.chirp.telemetry;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.json.JsonWriter;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * The management port: {@code /metrics} for Prometheus, {@code /health} with its parts, and the three probes
 * {@code /health/startup}, {@code /health/readiness} and {@code /health/liveness}. One event loop thread of its own.
 */
public final class ManagementServer implements SmartLifecycle {
    private static final JsonWriter<Map<String, Object>> JSON = JsonWriter.standard();
    private static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";
    private static final String OPEN_METRICS = OPEN_METRICS_TYPE + "; version=1.0.0; charset=utf-8";
    private final PrometheusMeterRegistry registry;
    private final HealthReport health;
    private final Supplier<Stream<LivenessCheck>> alive;
    private final String address;
    private final int port;
    private @Nullable DisposableServer server;
    private @Nullable LoopResources loop;

    ManagementServer(
            PrometheusMeterRegistry registry,
            HealthReport health,
            Supplier<Stream<LivenessCheck>> alive,
            String address,
            int port) {
        this.registry = registry;
        this.health = health;
        this.alive = alive;
        this.address = address;
        this.port = port;
    }

    /** The port that it listens on; of use when the configured one is 0. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server.port();
    }

    @Override
    public void start() {
        loop = LoopResources.create("management", 1, true);
        server = HttpServer.create()
                .runOn(loop)
                .host(address)
                .port(port)
                .idleTimeout(Duration.ofSeconds(60))
                .route(routes -> routes.get("/metrics", this::metrics)
                        .get("/health", (request, response) -> report(response))
                        .get("/health/readiness", (request, response) -> report(response))
                        .get("/health/startup", (request, response) -> up(response))
                        .get("/health/liveness", (request, response) -> alive(response)))
                .bindNow(Duration.ofSeconds(10));
    }

    /** Prometheus asks for OpenMetrics, which has a trace for each bucket of a histogram; people get plain text. */
    private Publisher<Void> metrics(HttpServerRequest request, HttpServerResponse response) {
        String accepted = request.requestHeaders().get(HttpHeaderNames.ACCEPT);
        String format = accepted != null && accepted.contains(OPEN_METRICS_TYPE) ? OPEN_METRICS : PLAIN;
        return Mono.fromCallable(() -> registry.scrape(format))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(text -> response.header(HttpHeaderNames.CONTENT_TYPE, format)
                        .sendString(Mono.just(text))
                        .then());
    }

    private Publisher<Void> report(HttpServerResponse response) {
        return health.readiness().flatMap(report -> {
            Map<String, Object> components = new LinkedHashMap<>();
            report.components().forEach((name, one) -> components.put(name, component(one)));
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("status", report.status().getCode());
            body.put("components", components);
            return json(response.status(report.up() ? 200 : 503), body);
        });
    }

    private static Map<String, Object> component(Health health) {
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("status", health.getStatus().getCode());
        health.getDetails().forEach((key, value) -> component.put(key, String.valueOf(value)));
        return component;
    }

    private static Publisher<Void> up(HttpServerResponse response) {
        return json(response.status(HttpResponseStatus.OK), Map.of("status", "UP"));
    }

    private Publisher<Void> alive(HttpServerResponse response) {
        List<String> hung = alive.get().flatMap(check -> check.hung().stream()).toList();
        return hung.isEmpty()
                ? up(response)
                : json(response.status(HttpResponseStatus.SERVICE_UNAVAILABLE), Map.of("status", "DOWN", "hung", hung));
    }

    private static Mono<Void> json(HttpServerResponse response, Map<String, Object> body) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .sendString(Mono.just(JSON.writeToString(body)))
                .then();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.disposeNow(Duration.ofSeconds(3));
            server = null;
        }
        if (loop != null) {
            loop.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(2));
            loop = null;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    /** First to start and last to stop, so that metrics and health cover the whole life of the service. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
