package dev.chirp.load.bench;

import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.load.measure.Latencies;
import dev.chirp.load.process.SeparatePlatform;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Commit → stored by the broker, events of 1 KB, with one relay and the servers on this machine: latency at a steady rate,
 * the same beside a long transaction, the ceiling, how fast a backlog drains, and all of it beside a peer.
 */
final class RelayBenchmark implements Benchmark {
    private static final int RATE = 600;
    /** Of the ceiling: as many events in a transaction as keep the writers out of its way. */
    private static final int TOGETHER = 10;

    @Override
    public String name() {
        return "relay";
    }

    @Override
    public String description() {
        return "commit to broker: latency at 600/s, long transaction, ceiling, drain of a backlog";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (SeparatePlatform platform = SeparatePlatform.servers(session.folder(), "--logical-decoding")) {
            platform.run("outbox-relay");
            String kafka = Objects.requireNonNull(platform.environment().get("CHIRP_KAFKA_BOOTSTRAP_SERVERS"));
            try (EventLoad load = new EventLoad(platform.environment());
                    TopicWatch topic = new TopicWatch(kafka, Stream.CAPTURE_ACCEPTED.topic(), Header.CE_ID)) {
                int seconds = session.full() ? 120 : 30;
                session.say("Warming up");
                SteadyRate.measure(load, topic, RATE, 1, 60);
                SteadyRate alone = latency(session, platform, load, topic, seconds, figures);
                longTransaction(session, load, topic, alone, figures);
                ceiling(session, load, topic, seconds, figures);
                drains(session, platform, load, topic, figures);
                RelayPeer.measure(session, platform, load, topic, figures);
            }
        }
        return figures;
    }

    private static SteadyRate latency(
            Session session,
            SeparatePlatform platform,
            EventLoad load,
            TopicWatch topic,
            int seconds,
            List<Figure> figures)
            throws Exception {
        session.say("%d events/s for %d s", RATE, seconds);
        RelayBreakdown before = RelayBreakdown.of(platform);
        SteadyRate alone = SteadyRate.measure(load, topic, RATE, 1, seconds);
        Latencies latencies = alone.latencies();
        figures.add(Figure.of("600/s: events seen", "count", (double) latencies.count()));
        figures.add(Figure.below("600/s: commit to stored, p50", "ms", latencies.percentile(50), 6.001));
        figures.add(Figure.below("600/s: commit to stored, p99", "ms", latencies.percentile(99), 30.001));
        RelayBreakdown.of(platform).since(before).report(figures);
        return alone;
    }

    /** The same rate beside a transaction that stays open, compared with the phase before. */
    private static void longTransaction(
            Session session, EventLoad load, TopicWatch topic, SteadyRate alone, List<Figure> figures)
            throws Exception {
        int seconds = session.full() ? 1_800 : 300;
        session.say("%d events/s for %d s beside a long transaction", RATE, seconds);
        LongTransaction.Bloat before = LongTransaction.Bloat.of(load);
        SteadyRate beside;
        LongTransaction.Bloat after;
        try (var _ = LongTransaction.begin(load)) {
            beside = SteadyRate.measure(load, topic, RATE, 1, seconds);
            after = LongTransaction.Bloat.of(load);
        }
        figures.add(Figure.below(
                "long transaction: throughput lost",
                "%",
                100 * Math.max(0, 1 - beside.perSecond() / alone.perSecond()),
                5));
        figures.add(Figure.of(
                "long transaction: commit to stored, p50",
                "ms",
                beside.latencies().percentile(50)));
        figures.add(Figure.of(
                "long transaction: commit to stored, p99",
                "ms",
                beside.latencies().percentile(99)));
        figures.add(Figure.of("append without it, p50", "ms", alone.writes().percentile(50)));
        figures.add(Figure.of("append beside it, p50", "ms", beside.writes().percentile(50)));
        figures.add(Figure.of("user_stream: dead rows before", "rows", (double) before.deadRows()));
        figures.add(Figure.of("user_stream: dead rows at its end", "rows", (double) after.deadRows()));
        figures.add(Figure.of("user_stream: size before", "KB", before.bytes() / 1_024.0));
        figures.add(Figure.of("user_stream: size at its end", "KB", after.bytes() / 1_024.0));
    }

    private static void ceiling(Session session, EventLoad load, TopicWatch topic, int seconds, List<Figure> figures)
            throws Exception {
        int sustained = 0;
        for (int rate : new int[] {1_500, 3_000, 5_000, 8_000}) {
            SteadyRate steady = SteadyRate.measure(load, topic, rate, TOGETHER, seconds / 2);
            double p99 = steady.latencies().percentile(99);
            session.say("  asked for %d/s: %.0f/s, p99 %.0f ms", rate, steady.perSecond(), p99);
            if (steady.perSecond() < rate * 0.9 || p99 > 1_000) {
                break;
            }
            sustained = rate;
        }
        figures.add(Figure.atLeast("sustained with stable lag", "events/s", sustained, 3_000));
    }

    private static void drains(
            Session session, SeparatePlatform platform, EventLoad load, TopicWatch topic, List<Figure> figures)
            throws Exception {
        List<Long> relay = List.of(platform.service("outbox-relay").pid());
        int many = session.full() ? 1_000_000 : 200_000;
        double small = BacklogDrain.measure(session, relay, load, topic, 10_000, 200);
        double large = BacklogDrain.measure(session, relay, load, topic, many, 200);
        double hot = BacklogDrain.measure(session, relay, load, topic, 20_000, 1);
        figures.add(Figure.atLeast("drain of a backlog of 10,000", "events/s", small, 8_000));
        figures.add(Figure.atLeast("drain of a backlog of %,d".formatted(many), "events/s", large, 8_000));
        figures.add(Figure.atLeast("drain of one hot key", "events/s", hot, 2_000));
    }
}
