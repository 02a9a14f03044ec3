package dev.chirp.load.bench;

import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.SeparatePlatform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The longest that anything waits when one of two instances is killed, or freezes. */
final class FailoverBenchmark implements Benchmark {
    private static final int EVENTS_PER_SECOND = 200;
    private static final int CAPTURES_PER_SECOND = 10;
    private static final long SETTLE_MILLIS = 5_000;
    private static final Duration INTO_IT = Duration.ofSeconds(5);
    private static final int SECONDS = 20;

    @Override
    public String name() {
        return "failover";
    }

    @Override
    public String description() {
        return "one of two relays or classify-workers killed or frozen: the longest wait";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        List<Figure> figures = new ArrayList<>();
        int rounds = session.full() ? 5 : 2;
        relays(session, rounds, figures);
        workers(session, rounds, figures);
        return figures;
    }

    private static void relays(Session session, int rounds, List<Figure> figures) throws Exception {
        try (SeparatePlatform platform = SeparatePlatform.servers(session.folder("relays"));
                EventLoad load = new EventLoad(platform.environment());
                TopicWatch topic = watch(platform)) {
            platform.run("outbox-relay");
            SteadyRate.measure(load, topic, EVENTS_PER_SECOND, 1, 10);
            double killed = 0;
            double frozen = 0;
            for (int round = 1; round <= rounds; round++) {
                try (ChirpProcess second = platform.runSecond("outbox-relay")) {
                    Thread.sleep(SETTLE_MILLIS);
                    frozen = Math.max(frozen, longestWait(load, topic, () -> signal("STOP", second)));
                    signal("CONT", second);
                    Thread.sleep(SETTLE_MILLIS);
                    killed = Math.max(killed, longestWait(load, topic, () -> signal("KILL", second)));
                }
                session.say("relays, round %d: killed %.0f ms, frozen %.0f ms", round, killed, frozen);
            }
            figures.add(Figure.below("relay killed: longest wait of an event", "ms", killed, 3_000.001));
            figures.add(Figure.below("relay frozen: longest wait of an event", "ms", frozen, 3_000.001));
        }
    }

    private static double longestWait(EventLoad load, TopicWatch topic, Runnable fault) throws InterruptedException {
        CompletableFuture<Void> done = CompletableFuture.runAsync(fault, afterAWhile());
        double longest = SteadyRate.measure(load, topic, EVENTS_PER_SECOND, 1, SECONDS)
                .latencies()
                .percentile(100);
        done.join();
        return longest;
    }

    private static void workers(Session session, int rounds, List<Figure> figures) throws Exception {
        try (SeparatePlatform platform = SeparatePlatform.servers(session.folder("workers"));
                TopicWatch topic = watch(platform)) {
            platform.run("outbox-relay");
            platform.run("classify-worker");
            WaitingCaptures captures = new WaitingCaptures(platform);
            captures.measure(
                    session, List.of(platform.service("classify-worker").pid()), topic, 100, () -> {});
            double longest = 0;
            for (int round = 1; round <= rounds; round++) {
                try (ChirpProcess second = platform.runSecond("classify-worker")) {
                    Thread.sleep(2 * SETTLE_MILLIS);
                    CompletableFuture<Void> done =
                            CompletableFuture.runAsync(() -> signal("KILL", second), afterAWhile());
                    longest = Math.max(longest, captures.longestWait(CAPTURES_PER_SECOND, SECONDS));
                    done.join();
                }
                session.say("classify-workers, round %d: killed %.0f ms", round, longest);
            }
            figures.add(Figure.below(
                    "classify-worker killed: longest until a capture is classified", "ms", longest, 12_000.001));
        }
    }

    private static Executor afterAWhile() {
        return CompletableFuture.delayedExecutor(INTO_IT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void signal(String name, ChirpProcess process) {
        try {
            ChirpProcess.signal(name, process.pid());
        } catch (Exception e) {
            throw new IllegalStateException("not signalled: " + process.pid(), e);
        }
    }

    private static TopicWatch watch(SeparatePlatform platform) throws Exception {
        String kafka = Objects.requireNonNull(platform.environment().get("CHIRP_KAFKA_BOOTSTRAP_SERVERS"));
        return new TopicWatch(kafka, Stream.CAPTURE_ACCEPTED.topic(), Header.CE_ID);
    }
}
