package dev.chirp.load.bench;

import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.Recordings;
import dev.chirp.load.measure.Latencies;
import dev.chirp.load.process.UpPlatform;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Upload → 202. First the {@link ClosedLoop}; then 200 users who each upload a distinct 9 s 32 kHz WAV every 5 s with
 * everything running.
 */
final class IntakeBenchmark implements Benchmark {
    private static final int USERS = 200;
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final int PER_SECOND = 100;

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
        ClosedLoop.measure(session, figures);
        try (HttpClient http = HttpClient.newHttpClient();
                UpPlatform platform = UpPlatform.start(session.folder("steady"))) {
            List<Chirper> users = Users.signUp(http, platform.url(), USERS, session);
            untilTheBrokerHasIt(session, platform, users, figures);
            steadyUsers(session, users, figures);
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

    /** Where answers are counted now: those of the warm-up do not count later. */
    private static final class Phase {
        private volatile Latencies latencies = new Latencies();
    }
}
