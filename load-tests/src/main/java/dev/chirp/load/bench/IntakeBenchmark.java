package dev.chirp.load.bench;

import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.Recordings;
import dev.chirp.load.process.SeparatePlatform;
import dev.chirp.load.process.UpPlatform;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final int CLOSED_LOOP_CLIENTS = 32;
    private static final int CLOSED_LOOP_USERS = 64;

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
                platform.run("api-gateway");
                List<Chirper> users = Users.signUp(http, platform.urlOf("api-gateway"), CLOSED_LOOP_USERS, session);
                closedLoop(session, users, new Pgbench(session, session.folder("closed-loop")), figures);
            }
            try (UpPlatform platform = UpPlatform.start(session.folder("steady"))) {
                List<Chirper> users = Users.signUp(http, platform.url(), USERS, session);
                steadyUsers(session, users, figures);
            }
        }
        return figures;
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
