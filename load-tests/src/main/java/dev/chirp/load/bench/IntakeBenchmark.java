package dev.chirp.load.bench;

import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.Recordings;
import dev.chirp.load.measure.Latencies;
import dev.chirp.load.process.Ports;
import dev.chirp.load.process.SeparatePlatform;
import dev.chirp.load.process.UpPlatform;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Upload → 202. First a closed loop without think time with 16 KB clips, beside pgbench that runs the same transaction on
 * the same server; then 200 users who each upload a distinct 9 s 32 kHz WAV every 5 s with everything running.
 */
final class IntakeBenchmark implements Benchmark {
    private static final int USERS = 200;
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final int PER_SECOND = 100;
    private static final int CLOSED_LOOP_CLIENTS = 32;
    /** So many that the loop as a whole is faster than all of them are allowed to be one by one. */
    private static final int CLOSED_LOOP_USERS = 2_000;

    /** What is not the limit of a user: nothing is classified here, all sign up from one address, one instance does it all. */
    private static final List<String> CLOSED_LOOP_LIMITS = List.of(
            "--chirp.limits.instance-per-second=100000",
            "--chirp.limits.address-per-minute=1000000",
            "--chirp.pressure.classify-captures=100000000",
            "--chirp.pressure.classify-age=1d",
            "--chirp.pressure.oldest-unpublished=1d");

    @Override
    public String name() {
        return "intake";
    }

    @Override
    public String description() {
        return "upload to 202: 200 users every 5 s, and a closed loop beside pgbench";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            try (SeparatePlatform platform = SeparatePlatform.servers(session.folder("closed-loop"))) {
                int port = Ports.free();
                session.say("closed loop with %s", String.join(" ", CLOSED_LOOP_LIMITS));
                try (var _ = platform.runInstance("api-gateway", List.of(), port, Ports.free(), CLOSED_LOOP_LIMITS)) {
                    List<Chirper> users = Users.signUp(http, "http://127.0.0.1:" + port, CLOSED_LOOP_USERS, session);
                    closedLoop(session, users, new Pgbench(session, session.folder("closed-loop")), figures);
                }
            }
            try (UpPlatform platform = UpPlatform.start(session.folder("steady"))) {
                List<Chirper> users = Users.signUp(http, platform.url(), USERS, session);
                untilTheBrokerHasIt(session, platform, users, figures);
                steadyUsers(session, users, figures);
            }
        }
        return figures;
    }

    /** 16 KB clips at 100/s with everything running; the broker's clock has milliseconds, of which one is added. */
    private static void untilTheBrokerHasIt(
            Session session, UpPlatform platform, List<Chirper> users, List<Figure> figures) throws Exception {
        Recordings recordings = new Recordings(1, 8_000);
        int seconds = session.full() ? 120 : 30;
        session.say("%d uploads/s of 16 KB for %d s, after %d s to warm up", PER_SECOND, seconds, WARM_UP.toSeconds());
        Map<String, Long> sent = new ConcurrentHashMap<>();
        Map<String, Long> stored = new ConcurrentHashMap<>();
        long warmedUp = System.currentTimeMillis() + WARM_UP.toMillis();
        try (TopicWatch topic =
                        new TopicWatch(platform.kafka(), Stream.CAPTURE_ACCEPTED.topic(), Header.CHIRP_REQUEST_ID);
                ScheduledExecutorService clock = Executors.newScheduledThreadPool(2)) {
            AtomicInteger turn = new AtomicInteger();
            var _ = clock.scheduleAtFixedRate(
                    () -> {
                        long at = System.currentTimeMillis();
                        var _ = users.get(turn.getAndIncrement() % users.size())
                                .upload("clip.wav", recordings.next())
                                .thenAccept(answer -> answer.headers()
                                        .firstValue("X-Request-Id")
                                        .filter(id -> at >= warmedUp && answer.statusCode() == 202)
                                        .ifPresent(id -> sent.put(id, at)));
                    },
                    0,
                    1_000_000 / PER_SECOND,
                    TimeUnit.MICROSECONDS);
            topic.read(Long.MAX_VALUE, WARM_UP.plusSeconds(seconds), stored::put);
            clock.shutdownNow();
            topic.read(Long.MAX_VALUE, Duration.ofSeconds(10), stored::put);
        }
        Latencies latencies = new Latencies();
        sent.forEach((id, at) -> {
            Long millis = stored.get(id);
            if (millis != null) {
                latencies.record(Math.max(0, millis - at + 1) * 1_000_000L);
            }
        });
        figures.add(Figure.of("100/s: uploads seen in Kafka", "count", (double) latencies.count()));
        figures.add(Figure.below(
                "100/s: accepted, not seen in Kafka", "count", (double) (sent.size() - latencies.count()), 1));
        figures.add(Figure.of("100/s: request to broker, median", "ms", latencies.percentile(50)));
        figures.add(Figure.below("100/s: request to broker, p99", "ms", latencies.percentile(99), 200));
    }

    private static void steadyUsers(Session session, List<Chirper> users, List<Figure> figures) throws Exception {
        Recordings recordings = new Recordings(9, 32_000);
        Duration duration = Duration.ofSeconds(session.full() ? 300 : 60);
        session.say(
                "%d users upload 9 s of 32 kHz every %d s for %d s, after %d s to warm up",
                users.size(), EVERY.toSeconds(), duration.toSeconds(), WARM_UP.toSeconds());
        Phase phase = new Phase();
        AtomicInteger unavailable = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        try (ScheduledExecutorService clock = Executors.newScheduledThreadPool(2)) {
            for (int i = 0; i < users.size(); i++) {
                Chirper user = users.get(i);
                long first = EVERY.toMillis() * i / users.size();
                var _ = clock.scheduleAtFixedRate(
                        () -> upload(user, recordings.next(), phase.latencies, unavailable, failed),
                        first,
                        EVERY.toMillis(),
                        TimeUnit.MILLISECONDS);
            }
            Thread.sleep(WARM_UP);
            phase.latencies = new Latencies();
            Thread.sleep(duration);
            clock.shutdownNow();
        }
        Thread.sleep(Duration.ofSeconds(5));
        Latencies latencies = phase.latencies;
        figures.add(Figure.of("steady: uploads answered 202", "count", (double) latencies.count()));
        figures.add(Figure.below("steady: upload to 202, median", "ms", latencies.percentile(50), 150));
        figures.add(Figure.below("steady: upload to 202, p95", "ms", latencies.percentile(95), 300));
        figures.add(Figure.below("steady: answers 503", "count", unavailable.get(), 1));
        figures.add(Figure.below("steady: other failures", "count", failed.get(), 1));
    }

    private static void upload(
            Chirper user, byte[] recording, Latencies latencies, AtomicInteger unavailable, AtomicInteger failed) {
        long start = System.nanoTime();
        var _ = user.upload("clip.wav", recording).whenComplete((answer, error) -> {
            if (error != null) {
                failed.incrementAndGet();
            } else if (answer.statusCode() == 202) {
                latencies.record(System.nanoTime() - start);
            } else if (answer.statusCode() == 503) {
                unavailable.incrementAndGet();
            } else {
                failed.incrementAndGet();
            }
        });
    }

    /** Only the gateway runs, as only the transaction runs beside it: what the events set off is not part of either. */
    private static void closedLoop(Session session, List<Chirper> users, Pgbench pgbench, List<Figure> figures)
            throws Exception {
        Recordings recordings = new Recordings(1, 8_000); // 16 KB
        int rounds = session.full() ? 5 : 3;
        Duration each = Duration.ofSeconds(session.full() ? 20 : 8);
        session.say("closed loop, warming up");
        var _ = uploadsPerSecond(users, recordings, WARM_UP);
        List<Double> ours = new ArrayList<>();
        List<Double> peers = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            ours.add(uploadsPerSecond(users, recordings, each));
            session.say("closed loop: %.0f uploads/s", ours.getLast());
            if (pgbench.isInstalled()) {
                peers.add(pgbench.transactionsPerSecond(CLOSED_LOOP_CLIENTS, users.size(), each));
                session.say("pgbench: %.0f transactions/s", peers.getLast());
            }
        }
        if (peers.isEmpty()) {
            session.say("pgbench is not installed (Debian: postgresql-contrib): no peer");
            figures.add(Figure.of("closed loop: 16 KB uploads", "1/s", median(ours)));
        } else {
            figures.add(Figure.beside("closed loop: 16 KB uploads", "1/s", median(ours), median(peers), 0.6));
        }
    }

    private static double uploadsPerSecond(List<Chirper> users, Recordings recordings, Duration duration)
            throws InterruptedException {
        AtomicLong accepted = new AtomicLong();
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < CLOSED_LOOP_CLIENTS; client++) {
                int offset = client;
                clients.execute(() -> {
                    for (int i = offset; System.nanoTime() < end; i += CLOSED_LOOP_CLIENTS) {
                        HttpResponse<String> answer = users.get(i % users.size())
                                .upload("clip.wav", recordings.next())
                                .join();
                        if (answer.statusCode() == 202) {
                            accepted.incrementAndGet();
                        }
                    }
                });
            }
        }
        return accepted.get() / ((System.nanoTime() - start) / 1e9);
    }

    /** Where answers are counted now: those of the warm-up do not count later. */
    private static final class Phase {
        private volatile Latencies latencies = new Latencies();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
