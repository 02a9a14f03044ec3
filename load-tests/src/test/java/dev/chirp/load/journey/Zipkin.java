package dev.chirp.load.journey;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.load.process.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A real Zipkin that keeps what it gets in its memory; the build copies its jar with the profile {@code zipkin}. */
final class Zipkin implements AutoCloseable {
    private static final Path JAR = Path.of("target", "zipkin", "zipkin-server.jar");
    private static final Duration START = Duration.ofSeconds(60);
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    private Zipkin(Process process, int port) {
        this.process = process;
        this.url = "http://127.0.0.1:" + port;
    }

    static Optional<Zipkin> start(Path folder) throws Exception {
        if (!Files.exists(JAR)) {
            return Optional.empty();
        }
        int port = Ports.free();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        JAR.toAbsolutePath().toString(),
                        "--armeria.ports[0].ip=127.0.0.1",
                        "--armeria.ports[0].port=" + port,
                        "--armeria.ports[0].protocols[0]=http")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("zipkin.out").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Zipkin zipkin = new Zipkin(process, port);
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            if (zipkin.get("/health").map(answer -> answer.statusCode() == 200).orElse(false)) {
                return Optional.of(zipkin);
            }
            Thread.sleep(200);
        }
        process.destroyForcibly();
        throw new IllegalStateException("Zipkin did not start: " + Files.readString(folder.resolve("zipkin.out")));
    }

    URI spans() {
        return URI.create(url + "/api/v2/spans");
    }

    /** The names of the services that a trace is found with, however it was searched. */
    List<String> servicesOf(String traceId) throws InterruptedException {
        return get("/api/v2/trace/" + traceId)
                .filter(answer -> answer.statusCode() == 200)
                .map(answer -> EventJson.MAPPER.readTree(answer.body()).valueStream())
                .orElseGet(java.util.stream.Stream::empty)
                .map(span -> span.at("/localEndpoint/serviceName").asString(""))
                .distinct()
                .sorted()
                .toList();
    }

    /** Ids of the traces in which a service did something of this name. */
    List<String> find(String service, String span) throws InterruptedException {
        String query =
                "/api/v2/traces?limit=100&serviceName=%s&spanName=%s".formatted(service, span.replace(" ", "%20"));
        return get(query)
                .filter(answer -> answer.statusCode() == 200)
                .map(answer -> EventJson.MAPPER.readTree(answer.body()).valueStream())
                .orElseGet(java.util.stream.Stream::empty)
                .map(trace -> trace.path(0))
                .map((JsonNode first) -> first.path("traceId").asString(""))
                .toList();
    }

    private Optional<HttpResponse<String>> get(String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return Optional.of(http.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws InterruptedException {
        http.close();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
