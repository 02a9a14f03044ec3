package dev.chirp.load.bench;

import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.LiveSocket;
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
import java.util.concurrent.TimeUnit;

/** Upload → live event: 9 s clips at 5 uploads/s over ten users with a live socket each. */
final class PipelineBenchmark implements Benchmark {
    private static final int USERS = 10;
    private static final int UPLOADS_PER_SECOND = 5;

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public String description() {
        return "upload to live event: 9 s clips at 5/s";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        Latencies latencies = new Latencies();
        int uploads = UPLOADS_PER_SECOND * (session.full() ? 300 : 60);
        try (UpPlatform platform = UpPlatform.start(session.folder());
                HttpClient http = HttpClient.newHttpClient()) {
            List<Chirper> users = Users.signUp(http, platform.url(), USERS, session);
            List<LiveSocket> sockets = new ArrayList<>();
            users.forEach(user -> sockets.add(LiveSocket.open(http, user)));
            Recordings recordings = new Recordings(9, 32_000);
            warmUp(users.getFirst(), recordings);
            session.say("%d uploads at %d/s", uploads, UPLOADS_PER_SECOND);
            Map<Long, Long> sentAt = new ConcurrentHashMap<>();
            try (var clock = Executors.newScheduledThreadPool(8)) {
                for (int i = 0; i < uploads; i++) {
                    Chirper user = users.get(i % USERS);
                    byte[] recording = recordings.next();
                    var _ = clock.schedule(
                            () -> {
                                long sent = System.nanoTime();
                                sentAt.put(user.capture("clip.wav", recording), sent);
                                return null;
                            },
                            1_000L * i / UPLOADS_PER_SECOND,
                            TimeUnit.MILLISECONDS);
                }
            }
            collect(sockets, sentAt, latencies);
            sockets.forEach(LiveSocket::close);
        }
        return List.of(
                Figure.of("uploads seen live", "count", (double) latencies.count()),
                Figure.below("uploads not seen live", "count", uploads - (double) latencies.count(), 1),
                Figure.of("upload to live event, p50", "ms", latencies.percentile(50)),
                Figure.below("upload to live event, p95", "ms", latencies.percentile(95), 500),
                Figure.of("upload to live event, p99", "ms", latencies.percentile(99)));
    }

    /** Draws every sprite and warms the code: the first clip of a species also waits for its picture. */
    private static void warmUp(Chirper user, Recordings recordings) throws Exception {
        List<Long> captures = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            captures.add(user.capture("warm-up.wav", recordings.next()));
        }
        for (long capture : captures) {
            user.awaitTerminal(capture, Duration.ofMinutes(2));
        }
    }

    private static void collect(List<LiveSocket> sockets, Map<Long, Long> sentAt, Latencies latencies)
            throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!sentAt.isEmpty() && System.nanoTime() < deadline) {
            for (LiveSocket socket : sockets) {
                LiveSocket.Frame frame;
                while ((frame = socket.frames().poll(5, TimeUnit.MILLISECONDS)) != null) {
                    Long sent = frame.event().equals("new_capture")
                            ? sentAt.remove(frame.data().required("id").asLong())
                            : null;
                    if (sent != null) {
                        latencies.record(frame.arrivedNanos() - sent);
                    }
                }
            }
        }
    }
}
