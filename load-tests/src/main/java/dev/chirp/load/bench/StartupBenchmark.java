package dev.chirp.load.bench;

import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.Ports;
import dev.chirp.load.process.SeparatePlatform;
import dev.chirp.load.process.TracingAgent;
import dev.chirp.load.upload.Resident;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long each service takes from the start of its process until it is up, and what is resident then: as it is, with an
 * AOT cache (JEP 514) as images have one, with the agent of traces, with both. The ways take turns.
 */
final class StartupBenchmark implements Benchmark {
    private static final int TURNS = 3;
    private static final int TURNS_IN_FULL = 7;

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public String description() {
        return "time until each service is up and its memory, without and with an AOT cache and the agent of traces";
    }

    /** What one start was like. */
    private record Start(double seconds, double residentMb) {}

    @Override
    public List<Figure> run(Session session) throws Exception {
        List<Figure> figures = new ArrayList<>();
        TracingAgent agent =
                new TracingAgent(URI.create("http://127.0.0.1:1"), 0.01, List.of("-Dotel.bsp.schedule.delay=5000"));
        try (SeparatePlatform platform = SeparatePlatform.servers(session.folder())) {
            // The others ask it for the keys of tokens.
            platform.run("api-gateway");
            for (String service : SeparatePlatform.SERVICES) {
                Map<String, List<String>> ways = new LinkedHashMap<>();
                ways.put("as it is", List.of());
                String cache = cache(session, platform, service);
                ways.put("AOT cache", List.of(cache));
                ways.put("agent", agent.jvmOptions(service));
                List<String> both = new ArrayList<>(agent.jvmOptions(service));
                both.add(cache);
                ways.put("AOT cache and agent", both);
                Map<String, List<Start>> starts = new LinkedHashMap<>();
                for (int turn = 0; turn < (session.full() ? TURNS_IN_FULL : TURNS); turn++) {
                    for (Map.Entry<String, List<String>> way : ways.entrySet()) {
                        starts.computeIfAbsent(way.getKey(), first -> new ArrayList<>())
                                .add(start(platform, service, way.getValue()));
                    }
                }
                starts.forEach((way, all) -> {
                    double seconds =
                            median(all.stream().mapToDouble(Start::seconds).toArray());
                    double resident =
                            median(all.stream().mapToDouble(Start::residentMb).toArray());
                    session.say("  %s, %s: %.2f s, %.0f MB", service, way, seconds, resident);
                    figures.add(Figure.of("startup: %s, %s".formatted(service, way), "s", seconds));
                    figures.add(Figure.of("resident: %s, %s".formatted(service, way), "MB", resident));
                });
            }
        }
        return figures;
    }

    /**
     * A start that writes the cache when it ends, without the agent, with which the JVM dies when it writes one; the option
     * that uses it.
     */
    private static String cache(Session session, SeparatePlatform platform, String service) throws Exception {
        Path cache = session.folder("aot").resolve(service + ".aot");
        run(platform, service, List.of("-XX:AOTCacheOutput=" + cache)).stop();
        if (!Files.exists(cache)) {
            throw new IOException("no AOT cache was written for " + service);
        }
        return "-XX:AOTCache=" + cache;
    }

    private static Start start(SeparatePlatform platform, String service, List<String> options) throws Exception {
        long begun = System.nanoTime();
        try (ChirpProcess process = run(platform, service, options)) {
            double seconds = (System.nanoTime() - begun) / 1e9;
            return new Start(seconds, new Resident(process.pid()).now());
        }
    }

    private static ChirpProcess run(SeparatePlatform platform, String service, List<String> options)
            throws IOException, InterruptedException {
        return platform.runInstance(
                service, options, Ports.free(), Ports.free(), List.of("--chirp.intake.port=" + Ports.free()));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
