package dev.chirp.load.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.DomainEvent.CaptureAccepted;
import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventType;
import dev.chirp.contracts.event.Lane;
import dev.chirp.contracts.event.Topics;
import dev.chirp.load.measure.Latencies;
import dev.chirp.load.process.SeparatePlatform;
import dev.chirp.load.process.WorkerPool;
import dev.chirp.messaging.ConsumerSettings;
import dev.chirp.messaging.EventConsumer;
import dev.chirp.messaging.EventWriter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * What one user's failing events cost the other users of the same partition, from the write of an event to its listener:
 * phases without and with a poisoned user take turns. Then how long a dead letter takes to show in the metrics.
 */
final class ConsumerBenchmark implements Benchmark {
    private static final int ROUNDS = 5;
    private static final int PER_SECOND = 100;
    private static final int POISONED_PER_SECOND = 10;

    /** Users whose events lie in one partition; the first is the poisoned one. */
    private static final List<String> USERS = LongStream.iterate(1, user -> user + 1)
            .mapToObj(Long::toString)
            .filter(user -> Lane.of(user) % Topics.LOCAL_PARTITIONS == 0)
            .limit(20)
            .toList();

    @Override
    public String name() {
        return "consumer";
    }

    @Override
    public String description() {
        return "a poisoned user's cost to the others of its partition; dead letter to metric";
    }

    @Override
    public List<Figure> run(Session session) throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (SeparatePlatform platform = SeparatePlatform.servers(session.folder());
                HikariDataSource pool = WorkerPool.of(platform.environment(), 18);
                EventWriter events = new EventWriter(pool)) {
            platform.run("outbox-relay");
            PoisonedListener listener = new PoisonedListener(USERS.getFirst());
            EventConsumer consumer = new EventConsumer(
                    ConsumerSettings.of(
                            ConsumerGroup.CLASSIFY_WORKER,
                            Objects.requireNonNull(platform.environment().get("CHIRP_KAFKA_BOOTSTRAP_SERVERS")),
                            8),
                    events,
                    listener,
                    meters);
            consumer.start();
            try {
                return measure(session, events, listener, meters);
            } finally {
                consumer.stop();
            }
        }
    }

    private static List<Figure> measure(
            Session session, EventWriter events, PoisonedListener listener, SimpleMeterRegistry meters)
            throws Exception {
        int seconds = session.full() ? 60 : 15;
        session.say("Warming up");
        phase(events, listener, 15, false);
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            without.add(phase(events, listener, seconds, false));
            with.add(phase(events, listener, seconds, true));
            session.say("  round %d: p99 %.0f ms without, %.0f ms with", round, without.getLast(), with.getLast());
        }
        double delay = median(with) - median(without);
        double visible = visible(events, listener, meters);
        return List.of(
                Figure.of("without a poisoned user: write to listener, p99", "ms", median(without)),
                Figure.of("with a poisoned user, 10 failing events/s: p99 of the others", "ms", median(with)),
                Figure.below("a poisoned user's delay to the others, p99", "ms", delay, 50.001),
                Figure.below("dead letter written to visible in the metrics, longest of 5", "s", visible, 10.001));
    }

    /** The p99 in milliseconds of the users that are not poisoned. */
    private static double phase(EventWriter events, PoisonedListener listener, int seconds, boolean poisoned)
            throws InterruptedException {
        Latencies latencies = listener.restart();
        try (ScheduledExecutorService writers = Executors.newScheduledThreadPool(4)) {
            int[] turn = {0};
            var _ = writers.scheduleAtFixedRate(
                    () -> write(events, USERS.get(1 + turn[0]++ % (USERS.size() - 1))),
                    0,
                    1_000_000 / PER_SECOND,
                    TimeUnit.MICROSECONDS);
            if (poisoned) {
                var _ = writers.scheduleAtFixedRate(
                        () -> write(events, USERS.getFirst()),
                        0,
                        1_000_000 / POISONED_PER_SECOND,
                        TimeUnit.MICROSECONDS);
            }
            Thread.sleep(Duration.ofSeconds(seconds));
            writers.shutdownNow();
        }
        Thread.sleep(Duration.ofSeconds(1));
        return latencies.percentile(99);
    }

    /** Seconds; each of the five has a reason of its own, so that its gauge is new. */
    private static double visible(EventWriter events, PoisonedListener listener, SimpleMeterRegistry meters)
            throws InterruptedException {
        double longest = 0;
        for (int i = 0; i < 5; i++) {
            String reason = "bench_" + i;
            long writtenAt = listener.awaitDeath(reason, () -> write(events, USERS.getLast()));
            Gauge gauge = null;
            while (gauge == null
                    && System.nanoTime() - writtenAt < Duration.ofSeconds(30).toNanos()) {
                Thread.sleep(20);
                gauge = meters.find("consumer.deadletters.open")
                        .tag("reason", reason)
                        .gauge();
            }
            longest = Math.max(longest, (System.nanoTime() - writtenAt) / 1e9);
        }
        return longest;
    }

    private static void write(EventWriter events, String user) {
        CaptureAccepted accepted = new CaptureAccepted(
                1, Long.parseLong(user), null, "uploads/bench", "audio/wav", "00", 44, 9.0, Instant.now());
        EventDraft draft = EventDraft.of(
                EventType.CAPTURE_ACCEPTED, user, new EventDraft.Origin("bench", "capture/1", null, null), accepted);
        try {
            events.inTransaction(tx -> {
                tx.append(draft);
                return true;
            });
        } catch (SQLException e) {
            throw new IllegalStateException("Event not written", e);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
