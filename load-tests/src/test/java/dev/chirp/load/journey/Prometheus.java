package dev.chirp.load.journey;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.load.process.Ports;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A real Prometheus that looks at services every second. */
final class Prometheus implements AutoCloseable {
    private final HttpServerProcess server;

    private Prometheus(HttpServerProcess server) {
        this.server = server;
    }

    /** Starts one, unless the program is not installed. */
    static Optional<Prometheus> start(Path folder, Collection<Integer> managementPorts) throws Exception {
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
            """.formatted(
                managementPorts.stream().map(port -> "'127.0.0.1:" + port + "'").collect(Collectors.joining(", "))));
        int port = Ports.free();
        List<String> command = List.of(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn");
        try {
            return Optional.of(
                    new Prometheus(HttpServerProcess.start(folder, "prometheus", command, port, "/-/ready")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What an expression is now, by series; without those that are no number. */
    List<Double> query(String expression) throws InterruptedException {
        String path = "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
        JsonNode answer = EventJson.MAPPER.readTree(
                server.get(path).orElseThrow(() -> new IllegalStateException("no answer to " + expression)));
        return answer.at("/data/result")
                .valueStream()
                .map(series ->
                        Double.parseDouble(series.at("/value/1").asString().replace("Inf", "Infinity")))
                .filter(value -> !value.isNaN())
                .toList();
    }

    @Override
    public void close() throws InterruptedException {
        server.close();
    }
}
