package dev.chirp.load.bench;

import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.SeparatePlatform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Commit → stored by the broker, events of 1 KB, with one relay and the servers on this machine: latency at a steady rate,
 * the ceiling, and how fast a backlog drains. A backlog is written while the relay is frozen, so that what drains it is
 * warm.
 */
final class RelayBenchmark implements Benchmark {
    private static final Duration LEASE_AND_MORE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "relay";
    }

    @Override
    public String description() {
        return "commit to broker: latency at 600/s, ceiling, drain of a backlog";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (SeparatePlatform platform = SeparatePlatform.servers(session.folder())) {
            platform.run("outbox-relay");
            String kafka = Objects.requireNonNull(platform.environment().get("CHIRP_KAFKA_BOOTSTRAP_SERVERS"));
            try (EventLoad load = new EventLoad(platform.environment());
                    TopicWatch topic = new TopicWatch(kafka, Stream.CAPTURE_ACCEPTED.topic(), Header.CE_ID)) {
                int seconds = session.full() ? 120 : 30;
                session.say("Warming up");
                steady(session, load, topic, 600, 15);
                latency(session, load, topic, seconds, figures);
                ceiling(session, load, topic, seconds, figures);
                double small = drain(session, platform, load, topic, 10_000, 200);
                double large = drain(session, platform, load, topic, session.full() ? 1_000_000 : 200_000, 200);
                figures.add(Figure.atLeast("drain of a backlog of 10,000", "events/s", small, 8_000));
                figures.add(Figure.atLeast(
                        "drain of a backlog of " + (session.full() ? "1,000,000" : "200,000"),
                        "events/s",
                        large,
                        8_000));
                figures.add(Figure.atLeast(
                        "drain of one hot key", "events/s", drain(session, platform, load, topic, 20_000, 1), 2_000));
            }
        }
        return figures;
    }

    private static void latency(Session session, EventLoad load, TopicWatch topic, int seconds, List<Figure> figures)
            throws Exception {
        Latencies latencies = steady(session, load, topic, 600, seconds);
        figures.add(Figure.of("600/s: events seen", "count", (double) latencies.count()));
        figures.add(Figure.below("600/s: commit to stored, p50", "ms", latencies.percentile(50), 6.001));
        figures.add(Figure.below("600/s: commit to stored, p99", "ms", latencies.percentile(99), 30.001));
    }

    private static void ceiling(Session session, EventLoad load, TopicWatch topic, int seconds, List<Figure> figures)
            throws Exception {
        int sustained = 0;
        for (int rate : new int[] {1_500, 3_000, 5_000, 8_000}) {
            long start = System.nanoTime();
            Latencies latencies = steady(session, load, topic, rate, seconds / 2);
            double written = latencies.count() / ((System.nanoTime() - start) / 1e9);
            session.say("  asked for %d/s: %.0f/s, p99 %.0f ms", rate, written, latencies.percentile(99));
            if (written < rate * 0.9 || latencies.percentile(99) > 1_000) {
                break;
            }
            sustained = rate;
        }
        figures.add(Figure.atLeast("sustained with stable lag", "events/s", sustained, 3_000));
    }

    /** Writes at a rate and reads along; the broker's clock has milliseconds, of which one is added. */
    private static Latencies steady(Session session, EventLoad load, TopicWatch topic, int rate, int seconds)
            throws Exception {
        session.say("%d events/s for %d s", rate, seconds);
        topic.toEnd();
        Map<String, Long> committed = new ConcurrentHashMap<>();
        Map<String, Long> stored = new ConcurrentHashMap<>();
        Duration duration = Duration.ofSeconds(seconds);
        Thread reader = Thread.ofPlatform()
                .start(() -> topic.read((long) rate * seconds, duration.plusSeconds(20), stored::put));
        load.atRate(rate, duration, committed::put);
        reader.join();
        Latencies latencies = new Latencies();
        stored.forEach((event, at) -> {
            Long commit = committed.get(event);
            if (commit != null) {
                latencies.record(Math.max(0, at - commit + 1) * 1_000_000L);
            }
        });
        return latencies;
    }

    /** Events per second from the first of a backlog stored to the last. */
    private static double drain(
            Session session, SeparatePlatform platform, EventLoad load, TopicWatch topic, int count, int keys)
            throws Exception {
        session.say("Backlog of %d events over %d keys", count, keys);
        long pid = platform.service("outbox-relay").pid();
        topic.toEnd();
        ChirpProcess.signal("STOP", pid);
        Thread.sleep(LEASE_AND_MORE);
        long writing = System.nanoTime();
        load.backlog(count, keys);
        session.say("  written at %.0f/s", count / ((System.nanoTime() - writing) / 1e9));
        ChirpProcess.signal("CONT", pid);
        long[] span = {Long.MAX_VALUE, Long.MIN_VALUE};
        long seen = topic.read(count, PATIENCE, (event, at) -> {
            span[0] = Math.min(span[0], at);
            span[1] = Math.max(span[1], at);
        });
        double rate = seen < count ? 0 : count * 1_000.0 / Math.max(1, span[1] - span[0]);
        session.say("  drained at %.0f/s, %d of %d", rate, seen, count);
        return rate;
    }
}
