package dev.chirp.load.bench;

import com.sun.net.httpserver.HttpServer;
import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.Recordings;
import dev.chirp.load.process.Instance;
import dev.chirp.load.process.Ports;
import dev.chirp.load.process.SeparatePlatform;
import dev.chirp.load.process.TracingAgent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What being watched costs a gateway: the {@link ClosedLoop}'s uploads a second as it is, with its metrics read every
 * second, and with the agent of traces. Four gateways above the same servers take turns; those whose turn it is not do
 * nothing.
 */
final class OverheadBenchmark implements Benchmark {
    /** Code of four gateways is compiled on the same processors. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "overhead";
    }

    @Override
    public String description() {
        return "uploads/s with and without the agent of traces, and while metrics are read";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        HttpServer collector = collector();
        try (SeparatePlatform platform = SeparatePlatform.servers(session.folder());
                Way plain = Way.start(platform, "as it is", false, List.of());
                Way read = Way.start(platform, "metrics read every second", true, List.of());
                Way sampled = Way.start(platform, "agent, 1 % of traces", false, agent(collector, 0.01));
                Way traced = Way.start(platform, "agent, every trace", false, agent(collector, 1));
                HttpClient http = HttpClient.newHttpClient()) {
            List<Way> ways = List.of(plain, read, sampled, traced);
            // Each by as many, or the one that does it would be the warmest.
            List<Chirper> users = new ArrayList<>();
            for (Way way : ways) {
                users.addAll(Users.signUp(http, way.url(), ClosedLoop.USERS / ways.size(), session));
            }
            return measure(session, users, ways);
        } finally {
            collector.stop(0);
        }
    }

    /** A gateway, and whether its metrics are read in its turn. */
    private record Way(String name, boolean read, Instance gateway) implements AutoCloseable {
        static Way start(SeparatePlatform platform, String name, boolean read, List<String> jvmOptions)
                throws IOException, InterruptedException {
            List<String> options = new ArrayList<>(ClosedLoop.LIMITS);
            options.add("--chirp.intake.port=" + Ports.free());
            return new Way(name, read, new Instance(platform, "api-gateway", jvmOptions, options));
        }

        String url() {
            return "http://127.0.0.1:" + gateway.address().getPort();
        }

        double uploadsPerSecond(List<Chirper> users, Recordings recordings, Duration duration)
                throws InterruptedException {
            List<Chirper> here = users.stream().map(user -> user.at(url())).toList();
            try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
                if (read) {
                    var _ = clock.scheduleAtFixedRate(this::readMetrics, 0, 1, TimeUnit.SECONDS);
                }
                double rate = ClosedLoop.uploadsPerSecond(here, recordings, duration);
                clock.shutdownNow();
                return rate;
            }
        }

        private void readMetrics() {
            try {
                var _ = gateway.meter("process_uptime_seconds", "");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            gateway.close();
        }
    }

    private static List<Figure> measure(Session session, List<Chirper> users, List<Way> ways) throws Exception {
        Recordings recordings = ClosedLoop.recordings();
        Duration each = Duration.ofSeconds(session.full() ? 20 : 8);
        Map<Way, List<Double>> rates = new LinkedHashMap<>();
        for (Way way : ways) {
            session.say("%s, warming up", way.name());
            var _ = way.uploadsPerSecond(users, recordings, WARM_UP);
            rates.put(way, new ArrayList<>());
        }
        for (int round = 0; round < (session.full() ? 7 : 3); round++) {
            for (Map.Entry<Way, List<Double>> way : rates.entrySet()) {
                way.getValue().add(way.getKey().uploadsPerSecond(users, recordings, each));
                session.say(
                        "%s: %.0f uploads/s",
                        way.getKey().name(), way.getValue().getLast());
            }
        }
        List<Figure> figures = new ArrayList<>();
        double plain = ClosedLoop.median(rates.values().iterator().next());
        rates.forEach((way, all) ->
                figures.add(Figure.compared("overhead: uploads, " + way.name(), "1/s", ClosedLoop.median(all), plain)));
        return figures;
    }

    private static List<String> agent(HttpServer collector, double ratio) {
        URI address = URI.create("http://127.0.0.1:" + collector.getAddress().getPort());
        return new TracingAgent(address, ratio, List.of("-Dotel.bsp.schedule.delay=5000")).jvmOptions("api-gateway");
    }

    /** Takes spans and forgets them. */
    private static HttpServer collector() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
