package dev.chirp.load.bench;

import dev.chirp.load.process.SeparatePlatform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the time of an event goes, as the relay's own timers have it since it started. */
record RelayBreakdown(Map<String, Double> sums) {
    private static final int MANAGEMENT_PORT = 9005;
    private static final String APPEND_TO_ACKNOWLEDGED = "relay_publish_latency_seconds";
    private static final String LOOK = "relay_read_latency_seconds";
    private static final String BROKER = "relay_broker_latency_seconds";

    static RelayBreakdown of(SeparatePlatform platform) throws IOException, InterruptedException {
        int port = MANAGEMENT_PORT + Integer.parseInt(platform.environment().getOrDefault("CHIRP_PORT_OFFSET", "0"));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            Map<String, Double> sums = new HashMap<>();
            http.send(request, HttpResponse.BodyHandlers.ofLines()).body().forEach(line -> {
                for (String timer : List.of(APPEND_TO_ACKNOWLEDGED, LOOK, BROKER)) {
                    for (String part : List.of(timer + "_sum", timer + "_count")) {
                        if (line.startsWith(part)) {
                            sums.put(part, Double.parseDouble(line.substring(line.lastIndexOf(' '))));
                        }
                    }
                }
            });
            return new RelayBreakdown(sums);
        }
    }

    /** What was added after another reading. */
    RelayBreakdown since(RelayBreakdown before) {
        Map<String, Double> added = new HashMap<>();
        sums.forEach((name, sum) -> added.put(name, sum - before.sums.getOrDefault(name, 0.0)));
        return new RelayBreakdown(added);
    }

    /** What is neither looking nor the broker is the rest of the commit, the wake-up, and waiting for the next look. */
    void report(List<Figure> figures) {
        double whole = mean(APPEND_TO_ACKNOWLEDGED);
        figures.add(Figure.of("append to acknowledged, mean", "ms", whole));
        figures.add(Figure.of("  of it: until the look begins", "ms", whole - mean(LOOK) - mean(BROKER)));
        figures.add(Figure.of("  of it: the look, with reading", "ms", mean(LOOK)));
        figures.add(Figure.of("  of it: producer, linger and broker", "ms", mean(BROKER)));
        figures.add(Figure.of(
                "  events per look",
                "count",
                sums.getOrDefault(BROKER + "_count", 0.0) / Math.max(1, sums.getOrDefault(LOOK + "_count", 0.0))));
    }

    private double mean(String timer) {
        return 1_000 * sums.getOrDefault(timer + "_sum", 0.0) / Math.max(1, sums.getOrDefault(timer + "_count", 0.0));
    }
}
