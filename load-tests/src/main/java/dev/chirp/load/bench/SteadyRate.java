package dev.chirp.load.bench;

import dev.chirp.load.measure.Latencies;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Events written at a rate and read along.
 *
 * @param latencies commit → stored by the broker; its clock has milliseconds, of which one is added
 * @param writes how long the writers' transactions took
 * @param perSecond events stored, from the first commit to the last record
 */
record SteadyRate(Latencies latencies, Latencies writes, double perSecond) {
    private static final Duration LATE = Duration.ofSeconds(20);

    /** @param perTransaction events that are written together */
    static SteadyRate measure(EventLoad load, TopicWatch topic, int rate, int perTransaction, int seconds)
            throws InterruptedException {
        topic.toEnd();
        Map<String, Long> committed = new ConcurrentHashMap<>();
        Map<String, Long> stored = new ConcurrentHashMap<>();
        Duration duration = Duration.ofSeconds(seconds);
        long start = System.nanoTime();
        Thread reader =
                Thread.ofPlatform().start(() -> topic.read((long) rate * seconds, duration.plus(LATE), stored::put));
        Latencies writes = load.atRate(rate, perTransaction, duration, committed::put);
        reader.join();
        double took = (System.nanoTime() - start) / 1e9;
        Latencies latencies = new Latencies();
        stored.forEach((event, at) -> {
            Long commit = committed.get(event);
            if (commit != null) {
                latencies.record(Math.max(0, at - commit + 1) * 1_000_000L);
            }
        });
        return new SteadyRate(latencies, writes, latencies.count() / took);
    }
}
