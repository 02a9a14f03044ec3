package dev.chirp.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

class ManagementServerTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, HealthIndicator> indicators = new HashMap<>();
    private final List<LivenessCheck> alive = new ArrayList<>();
    private final HealthReport health = new HealthReport(() -> indicators);
    private final ManagementServer server = new ManagementServer(registry, health, alive::stream, "127.0.0.1", 0);

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
        health.close();
    }

    @Test
    void showsMetersForPrometheus() throws Exception {
        // Given
        registry.counter("relay.events.published", "outcome", "acked").increment(3);

        // When
        HttpResponse<String> answer = get("/metrics");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("relay_events_published_total{outcome=\"acked\"} 3.0");
    }

    @Test
    void isReadyWhileEveryIndicatorIsUp() throws Exception {
        // Given
        indicators.put("database", () -> Health.up().build());

        // When
        HttpResponse<String> answer = get("/health/readiness");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"UP\",\"components\":{\"database\":{\"status\":\"UP\"}}}");
    }

    @Test
    void isNotReadyButAliveWhenOneIndicatorIsDown() throws Exception {
        // Given
        indicators.put(
                "model", () -> Health.down().withDetail("reason", "no pack").build());

        // When
        HttpResponse<String> ready = get("/health");
        HttpResponse<String> alive = get("/health/liveness");

        // Then
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("\"reason\":\"no pack\"");
        assertThat(alive.statusCode()).isEqualTo(200);
    }

    @Test
    void isNotAliveWhenSomethingHangs() throws Exception {
        // Given
        alive.add(Optional::empty);
        alive.add(() -> Optional.of("an event loop"));

        // When
        HttpResponse<String> answer = get("/health/liveness");

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"hung\":[\"an event loop\"]");
    }

    @Test
    void countsAHangingIndicatorAsDown() throws Exception {
        // Given
        CountDownLatch never = new CountDownLatch(1);
        indicators.put("hanging", () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Health.up().build();
        });

        // When
        HttpResponse<String> answer = get("/health");

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("TimeoutException");
        never.countDown();
    }

    private HttpResponse<String> get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
