package dev.chirp.cli.up;

import dev.chirp.cli.CommandFailure;
import dev.chirp.cli.service.PlatformService;
import dev.chirp.embedded.Loopback;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the services for their readiness as a load balancer would. */
final class Readiness {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int OK = 200;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final int portOffset;

    Readiness(int portOffset) {
        this.portOffset = portOffset;
    }

    /** Blocks until a service says that it is ready; fails with what it says when that takes too long. */
    void await(PlatformService service) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://%s:%d/health/readiness"
                        .formatted(Loopback.HOST, service.managementPort() + portOffset)))
                .timeout(ANSWER)
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            String last = ask(request);
            while (!last.isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new CommandFailure(
                            "%s is not ready after %d s: %s".formatted(service.name(), PATIENCE.toSeconds(), last));
                }
                Thread.sleep(PAUSE);
                last = ask(request);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted while waiting for " + service.name(), e);
        }
    }

    /** Empty when it is ready, else its reason. */
    private String ask(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == OK ? "" : answer.body();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
