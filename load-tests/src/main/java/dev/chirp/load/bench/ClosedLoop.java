package dev.chirp.load.bench;

import dev.chirp.load.client.Chirper;
import dev.chirp.load.client.Recordings;
import dev.chirp.load.process.Ports;
import dev.chirp.load.process.SeparatePlatform;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients who upload 16 KB clips without think time, beside pgbench that runs the same transaction on the same server. Only
 * the gateway runs, as only the transaction runs beside it: what the events set off is not part of either.
 */
final class ClosedLoop {
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final int CLIENTS = 32;
    /** So many that the loop as a whole is faster than all of them are allowed to be one by one. */
    static final int USERS = 2_000;

    /** What is not the limit of a user: nothing is classified here, all sign up from one address, one instance does it all. */
    static final List<String> LIMITS = List.of(
            "--chirp.limits.instance-per-second=100000",
            "--chirp.limits.address-per-minute=1000000",
            "--chirp.pressure.classify-captures=100000000",
            "--chirp.pressure.classify-age=1d",
            "--chirp.pressure.oldest-unpublished=1d");

    private ClosedLoop() {}

    static void measure(Session session, List<Figure> figures) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient();
                SeparatePlatform platform = SeparatePlatform.servers(session.folder("closed-loop"))) {
            int port = Ports.free();
            session.say("closed loop with %s", String.join(" ", LIMITS));
            try (var _ = platform.runInstance("api-gateway", List.of(), port, Ports.free(), LIMITS)) {
                List<Chirper> users = Users.signUp(http, "http://127.0.0.1:" + port, USERS, session);
                turns(session, users, new Pgbench(session, session.folder("closed-loop")), figures);
            }
        }
    }

    private static void turns(Session session, List<Chirper> users, Pgbench pgbench, List<Figure> figures)
            throws Exception {
        Recordings recordings = recordings();
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
                peers.add(pgbench.transactionsPerSecond(CLIENTS, users.size(), each));
                session.say("pgbench: %.0f transactions/s", peers.getLast());
            }
        }
        if (peers.isEmpty()) {
            session.say("pgbench is not installed (Debian: postgresql-contrib): no peer");
            figures.add(Figure.withoutPeer("closed loop: 16 KB uploads", "1/s", median(ours), "ratio >= 0.6"));
        } else {
            figures.add(Figure.beside("closed loop: 16 KB uploads", "1/s", median(ours), median(peers), 0.6));
        }
    }

    /** Of 16 KB. */
    static Recordings recordings() {
        return new Recordings(1, 8_000);
    }

    /** Accepted ones. */
    static double uploadsPerSecond(List<Chirper> users, Recordings recordings, Duration duration)
            throws InterruptedException {
        AtomicLong accepted = new AtomicLong();
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < CLIENTS; client++) {
                int offset = client;
                clients.execute(() -> {
                    for (int i = offset; System.nanoTime() < end; i += CLIENTS) {
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

    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
