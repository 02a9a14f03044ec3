package dev.chirp.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestUser;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * One request after the other on connections that are kept. A client may ask again while the server is still finishing
 * the answer before; reactor-netty 1.3.6 then stopped reading, and every later request on the connection hung.
 */
class KeepAliveIT {
    private static final int CLIENTS = 3;
    private static final int ROUNDS = 100;
    private static final List<String> PATHS =
            List.of("/health", "/nope", "/js/app.js", "/.well-known/jwks.json", "/api/v1/birds", "/openapi.json");

    private final TestGateway gateway = TestGateway.shared();

    @Test
    void answersEveryRequestOnAConnectionThatIsKept() throws InterruptedException, ExecutionException {
        TestUser user = gateway.newUser();
        Callable<Integer> client = () -> answersOn(user);

        try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (Future<Integer> answers : clients.invokeAll(Collections.nCopies(CLIENTS, client))) {
                assertThat(answers.get()).isEqualTo(ROUNDS * PATHS.size());
            }
        }
    }

    /** How many requests one client had answered, one after the other. */
    private int answersOn(TestUser user) throws IOException, InterruptedException {
        int answers = 0;
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int round = 0; round < ROUNDS; round++) {
                for (String path : PATHS) {
                    HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                            .headers(user.bearer())
                            .timeout(Duration.ofSeconds(30))
                            .build();
                    http.send(request, BodyHandlers.ofByteArray());
                    answers++;
                }
            }
        }
        return answers;
    }
}
