package dev.chirp.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chirp.embedded.TokenIssuer;
import dev.chirp.telemetry.ManagementServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What a balancer sees of an instance that is told to stop. */
class DrainIT {
    private static final long USER = 5_001;
    // A deadline, not an expectation: machines that build are busy.
    private static final Duration SOON = Duration.ofSeconds(90);

    @Test
    void isNotReadyWhileItsSocketsGo() throws Exception {
        try (TokenIssuer issuer = new TokenIssuer();
                ConfigurableApplicationContext instance = Instances.start(
                        issuer,
                        Map.of(
                                "chirp.fanout.session.close-timeout", "60s",
                                "chirp.fanout.socket.drain-timeout", "60s"))) {
            int port = instance.getBean(ManagementServer.class).port();
            Thread stopping;
            try (RawSocket socket = new RawSocket(Instances.port(instance), "token=" + issuer.token(USER))) {
                // Given
                socket.event("connected");
                await().atMost(SOON).until(() -> status(port, "/health/readiness") == 200);

                // When
                stopping = Thread.ofPlatform().start(instance::close);

                // Then
                assertThat(socket.next(RawSocket.CLOSE).code()).isEqualTo(4001);
                assertThat(status(port, "/health/readiness")).isEqualTo(503);
                assertThat(status(port, "/health/liveness")).isEqualTo(200);
                assertThat(stopping.isAlive()).as("waits for the socket").isTrue();
            }
            stopping.join();
        }
    }

    private static int status(int port, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
