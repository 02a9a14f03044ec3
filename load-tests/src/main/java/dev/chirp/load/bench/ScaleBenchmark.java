package dev.chirp.load.bench;

import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.load.measure.CpuTime;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.SeparatePlatform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one, two and four relays and classify-workers get done, and what an event costs them and the servers in processor
 * time: from that follows how many a load needs.
 */
final class ScaleBenchmark implements Benchmark {
    private static final int[] INSTANCES = {1, 2, 4};
    private static final int KEYS = 400;
    private static final long SETTLE_MILLIS = 5_000;

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public String description() {
        return "1, 2 and 4 relays and classify-workers: throughput, and processor time of an event";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        List<Figure> figures = new ArrayList<>();
        relays(session, figures);
        workers(session, figures);
        return figures;
    }

    private static void relays(Session session, List<Figure> figures) throws Exception {
        int events = session.full() ? 400_000 : 100_000;
        try (SeparatePlatform platform = SeparatePlatform.servers(session.folder("relays"));
                Instances relays = new Instances(platform, "outbox-relay");
                EventLoad load = new EventLoad(platform.environment());
                TopicWatch topic = watch(platform)) {
            relays.start();
            BacklogDrain.measure(session, relays.pids(), load, topic, events, KEYS);
            double alone = 0;
            for (int count : INSTANCES) {
                relays.grow(count);
                Thread.sleep(SETTLE_MILLIS);
                Costs costs = new Costs(platform, relays);
                double rate = BacklogDrain.measure(session, relays.pids(), load, topic, events, KEYS, costs::begin);
                alone = count == 1 ? rate : alone;
                report(figures, "relays", count, rate, alone);
                costs.report(figures, "%d relays: ".formatted(count), "event", events);
            }
        }
    }

    private static void workers(Session session, List<Figure> figures) throws Exception {
        int recordings = session.full() ? 1_200 : 400;
        try (SeparatePlatform platform = SeparatePlatform.servers(session.folder("workers"));
                Instances workers = new Instances(platform, "classify-worker");
                TopicWatch topic = watch(platform)) {
            platform.run("outbox-relay");
            WaitingCaptures captures = new WaitingCaptures(platform);
            workers.start();
            captures.measure(session, workers.pids(), topic, recordings / 2, () -> {});
            double alone = 0;
            for (int count : INSTANCES) {
                workers.grow(count);
                Thread.sleep(SETTLE_MILLIS);
                Costs costs = new Costs(platform, workers);
                double rate = captures.measure(session, workers.pids(), topic, recordings, costs::begin);
                alone = count == 1 ? rate : alone;
                report(figures, "classify-workers", count, rate, alone);
                costs.report(figures, "%d classify-workers: ".formatted(count), "recording", recordings);
            }
        }
    }

    private static void report(List<Figure> figures, String what, int count, double rate, double alone) {
        figures.add(Figure.of("%d %s".formatted(count, what), "1/s", rate));
        figures.add(Figure.of("%d %s: speed-up".formatted(count, what), "times", rate / alone));
    }

    private static TopicWatch watch(SeparatePlatform platform) throws Exception {
        String kafka = Objects.requireNonNull(platform.environment().get("CHIRP_KAFKA_BOOTSTRAP_SERVERS"));
        return new TopicWatch(kafka, Stream.CAPTURE_ACCEPTED.topic(), Header.CE_ID);
    }

    /** The instances of one service. */
    private record Instances(SeparatePlatform platform, String service, List<ChirpProcess> further)
            implements AutoCloseable {
        Instances(SeparatePlatform platform, String service) {
            this(platform, service, new ArrayList<>());
        }

        /** The first one. */
        void start() throws Exception {
            platform.run(service);
        }

        void grow(int count) throws Exception {
            while (further.size() < count - 1) {
                further.add(platform.runSecond(service));
            }
        }

        List<Long> pids() {
            List<Long> pids = new ArrayList<>(List.of(platform.service(service).pid()));
            further.forEach(instance -> pids.add(instance.pid()));
            return pids;
        }

        @Override
        public void close() {
            further.forEach(ChirpProcess::close);
        }
    }

    /** Processor time between {@link #begin} and {@link #report}. */
    private static final class Costs {
        private final Map<String, List<Long>> processes;
        private final Map<String, CpuTime> before = new HashMap<>();

        Costs(SeparatePlatform platform, Instances instances) {
            processes = Map.of(
                    "themselves", instances.pids(),
                    "PostgreSQL", List.of(platform.postgres().pid()),
                    "Kafka", List.of(platform.kafka().pid()));
        }

        void begin() {
            processes.forEach((name, pids) -> before.put(name, CpuTime.now(pids)));
        }

        void report(List<Figure> figures, String prefix, String each, int count) {
            processes.forEach((name, pids) -> figures.add(Figure.of(
                    "%sprocessor time of %s per %s".formatted(prefix, name, each),
                    "µs",
                    1e6 * CpuTime.now(pids).since(Objects.requireNonNull(before.get(name))) / count)));
        }
    }
}
