package dev.chirp.load.journey;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.load.process.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A real Prometheus that looks at services every second; on loopback, with all its files in one folder. */
final class Prometheus implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    private Prometheus(Process process, int port) {
        this.process = process;
        this.url = "http://127.0.0.1:" + port;
    }

    /**
     * Starts one, unless the program is not installed.
     *
     * @param targets management ports by service
     */
    static Optional<Prometheus> start(Path folder, Map<String, Integer> targets) throws Exception {
        Files.createDirectories(folder);
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(config, """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - job_name: chirp
                metrics_path: /metrics
                static_configs:
                  - targets: [%s]
                    labels: {namespace: test}
            """.formatted(targets.values().stream()
                .map(port -> "'127.0.0.1:" + port + "'")
                .collect(Collectors.joining(", "))));
        int port = Ports.free();
        try {
            Process process = new ProcessBuilder(List.of(
                            "prometheus",
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + folder.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port,
                            "--log.level=warn"))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("prometheus.log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            Prometheus prometheus = new Prometheus(process, port);
            prometheus.awaitReady();
            return Optional.of(prometheus);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                if (http.send(request("/-/ready"), BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("Prometheus is not ready after " + START);
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(10))
                .build();
    }

    /** What an expression is now, by series; without those that are no number. */
    List<Double> query(String expression) throws IOException, InterruptedException {
        String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        JsonNode answer =
                EventJson.MAPPER.readTree(http.send(request("/api/v1/query?query=" + encoded), BodyHandlers.ofString())
                        .body());
        if (!answer.path("status").asString("").equals("success")) {
            throw new IOException(expression + ": " + answer);
        }
        return answer.at("/data/result")
                .valueStream()
                .map(series ->
                        Double.parseDouble(series.at("/value/1").asString().replace("Inf", "Infinity")))
                .filter(value -> !value.isNaN())
                .toList();
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
