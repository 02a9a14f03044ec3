package dev.chirp.load.bench;

import dev.chirp.load.fanout.FanoutServers;
import dev.chirp.load.fanout.MixedLoad;
import dev.chirp.load.fanout.RecordPublisher;
import dev.chirp.load.measure.CpuTime;
import dev.chirp.load.measure.Latencies;
import dev.chirp.load.process.Instance;
import java.util.List;
import java.util.Map;

/** 9,000 sockets of a user each and a channel of 1,000: latency under load, cost without, and all kicked at once. */
final class FanoutMixed {
    private static final int SINGLES = 9_000;
    private static final int MEMBERS = 1_000;
    private static final int SOCKETS = SINGLES + MEMBERS;
    private static final int RATE = 5_000;
    private static final long OPEN_TIMEOUT_MS = 300_000;

    private final Session session;
    private final FanoutServers servers;
    private final Instance instance;
    private final MixedLoad load;
    private final List<Figure> figures;

    private FanoutMixed(
            Session session, FanoutServers servers, Instance instance, MixedLoad load, List<Figure> figures) {
        this.session = session;
        this.servers = servers;
        this.instance = instance;
        this.load = load;
        this.figures = figures;
    }

    /** What is measured once all are prepared. */
    private interface Part {
        void measure(FanoutMixed mixed) throws InterruptedException;
    }

    static void measure(Session session, FanoutServers servers, List<Figure> figures) throws Exception {
        measure(session, servers, figures, mixed -> {
            mixed.open();
            mixed.latency();
            mixed.idle();
            mixed.kicked();
        });
    }

    /** Only the latency, against the looser objective of the load test. */
    static void measureLoad(Session session, FanoutServers servers, List<Figure> figures) throws Exception {
        measure(session, servers, figures, mixed -> {
            mixed.open();
            long lost = mixed.deliver();
            Latencies all = mixed.load.ofAll();
            figures.add(Figure.atLeast("sockets: deliveries", "count", (double) all.count(), 1));
            figures.add(Figure.below("sockets: lost", "count", (double) lost, 1));
            figures.add(Figure.of("sockets: record to socket, p50", "ms", all.percentile(50)));
            figures.add(Figure.below("sockets: record to socket, p95", "ms", all.percentile(95), 50));
        });
    }

    private static void measure(Session session, FanoutServers servers, List<Figure> figures, Part part)
            throws Exception {
        Instance instance = servers.start(List.of(), List.of());
        session.say("Signing %,d tokens", SINGLES);
        try (RecordPublisher records = servers.records();
                MixedLoad load = new MixedLoad(servers, records, instance, SINGLES, MEMBERS)) {
            part.measure(new FanoutMixed(session, servers, instance, load, figures));
            figures.add(Figure.below(
                    "invariants of all cursors violated",
                    "count",
                    (double) load.fleet().tally().violationCount(),
                    1));
            load.fleet().tally().violations().forEach(wrong -> session.say("  VIOLATION %s", wrong));
        }
    }

    private void open() throws InterruptedException {
        long start = System.nanoTime();
        load.fleet().openAll(OPEN_TIMEOUT_MS);
        session.say("%,d sockets open after %.1f s", SOCKETS, (System.nanoTime() - start) / 1e9);
    }

    private void latency() throws InterruptedException {
        long lost = deliver();
        Latencies all = load.ofAll();
        figures.add(Figure.of("mixed: deliveries", "count", (double) all.count()));
        figures.add(Figure.below("mixed: lost", "count", (double) lost, 1));
        figures.add(Figure.below("mixed: record to socket, p50", "ms", all.percentile(50), 5.001));
        figures.add(Figure.below("mixed: record to socket, p95", "ms", all.percentile(95), 20.001));
        figures.add(Figure.below("mixed: record to socket, p99", "ms", all.percentile(99), 50.001));
        for (int percentile : new int[] {50, 95, 99}) {
            figures.add(Figure.of(
                    "mixed: of one user each, p" + percentile,
                    "ms",
                    load.ofSingles().percentile(percentile)));
            figures.add(Figure.of(
                    "mixed: channel of 1,000, p" + percentile,
                    "ms",
                    load.ofMembers().percentile(percentile)));
        }
    }

    /** Publishes; how many deliveries are missing at the end. */
    private long deliver() throws InterruptedException {
        int warmUp = session.full() ? 60 : 30;
        int seconds = session.full() ? 120 : 30;
        session.say("Warming up for %d s, then %,d deliveries/s for %d s", warmUp, RATE, seconds);
        load.publish(RATE, warmUp);
        load.awaitAll();
        load.forget();
        CpuTime before = cpu();
        long start = System.nanoTime();
        load.publish(RATE, seconds);
        double took = (System.nanoTime() - start) / 1e9;
        CpuTime after = cpu();
        long lost = load.awaitAll();
        cpu("mixed", before, after, took);
        return lost;
    }

    private void idle() throws InterruptedException {
        int seconds = session.full() ? 100 : 50;
        session.say("Idle for %d s", seconds + 10);
        Thread.sleep(10_000);
        CpuTime before = cpu();
        long start = System.nanoTime();
        Thread.sleep(seconds * 1_000L);
        double took = (System.nanoTime() - start) / 1e9;
        CpuTime after = cpu();
        figures.add(Figure.below(
                "idle: processor time of the server",
                "% of one",
                100 * after.secondsOf(instance.pid(), before) / took,
                5.001));
        figures.add(Figure.of(
                "idle: processor time of the client",
                "% of one",
                100 * after.secondsOf(ProcessHandle.current().pid(), before) / took));
    }

    /** Everybody at once, while events go on. */
    private void kicked() throws InterruptedException {
        var tally = load.fleet().tally();
        long recoveries = tally.recoveries();
        long replays = tally.replays();
        var refusedBefore = tally.refusals();
        Thread publishing = Thread.ofPlatform().start(() -> load.publish(1_000, 25));
        Thread.sleep(2_000);
        CpuTime before = cpu();
        long start = System.nanoTime();
        load.fleet().kickAll();
        Map<Long, Long> published = load.newest();
        load.fleet().awaitCount(SOCKETS, socket -> !socket.isOpen(), 1_000);
        boolean all = load.fleet()
                .awaitCount(
                        SOCKETS,
                        socket -> socket.isOpen()
                                && socket.offset()
                                        >= published.getOrDefault(
                                                socket.member().user(), 0L),
                        60_000);
        double took = (System.nanoTime() - start) / 1e9;
        CpuTime after = cpu();
        publishing.join();
        long lost = load.awaitAll();
        figures.add(Figure.below("kicked: all open and caught up after", "s", all ? took : 60, 20.001));
        figures.add(Figure.below("kicked: lost", "count", (double) lost, 1));
        figures.add(Figure.atLeast("kicked: recovered", "sockets", (double) tally.recoveries() - recoveries, SOCKETS));
        figures.add(Figure.of("kicked: replayed", "frames", (double) tally.replays() - replays));
        figures.add(Figure.of(
                "kicked: answers 503",
                "count",
                (double) tally.refusals().getOrDefault(503, 0L) - refusedBefore.getOrDefault(503, 0L)));
        figures.add(Figure.below(
                "kicked: other answers than 101 and 503",
                "count",
                (double) tally.refusals().entrySet().stream()
                        .filter(status -> status.getKey() != 503)
                        .mapToLong(status -> status.getValue() - refusedBefore.getOrDefault(status.getKey(), 0L))
                        .sum(),
                1));
        cpu("kicked", before, after, took);
    }

    private CpuTime cpu() {
        return CpuTime.now(List.of(
                instance.pid(),
                servers.pid("REDIS"),
                servers.pid("KAFKA"),
                ProcessHandle.current().pid()));
    }

    private void cpu(String of, CpuTime before, CpuTime after, double seconds) {
        cpu(of, "notify-fanout", instance.pid(), before, after, seconds);
        cpu(of, "Redis", servers.pid("REDIS"), before, after, seconds);
        cpu(of, "Kafka", servers.pid("KAFKA"), before, after, seconds);
        cpu(of, "the client", ProcessHandle.current().pid(), before, after, seconds);
    }

    private void cpu(String of, String process, long pid, CpuTime before, CpuTime after, double seconds) {
        figures.add(Figure.of(
                of + ": processor time of " + process, "% of one", 100 * after.secondsOf(pid, before) / seconds));
    }
}
