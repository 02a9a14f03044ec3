package dev.chirp.fanout.feed;

import dev.chirp.fanout.meter.FanoutMeter;
import dev.chirp.fanout.redis.Appended;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What the feed shows of itself; written by its thread, read by any. */
final class FeedMeters {
    private final Map<Appended, Counter> appended = new EnumMap<>(Appended.class);
    private final Counter undecodable;
    private final Counter refused;
    private volatile long lag;
    private volatile boolean paused;
    private volatile long polledAt = System.nanoTime();

    FeedMeters(MeterRegistry registry) {
        for (Appended outcome : Appended.values()) {
            appended.put(
                    outcome,
                    FanoutMeter.FEED_RECORDS.counter(
                            registry, "outcome", outcome.name().toLowerCase(Locale.ROOT)));
        }
        undecodable = FanoutMeter.FEED_RECORDS.counter(registry, "outcome", "undecodable");
        refused = FanoutMeter.FEED_REFUSALS.counter(registry);
        FanoutMeter.FEED_LAG.gauge(registry, () -> lag);
        FanoutMeter.FEED_PAUSED.gauge(registry, () -> paused ? 1 : 0);
    }

    void polled(Consumer<?, ?> consumer) {
        polledAt = System.nanoTime();
        lag = consumer.assignment().stream()
                .mapToLong(partition -> lagOf(consumer, partition))
                .sum();
    }

    /** The consumer's own thread may lose a partition at any moment, also between the question what it has and this. */
    private static long lagOf(Consumer<?, ?> consumer, TopicPartition partition) {
        try {
            return consumer.currentLag(partition).orElse(0);
        } catch (IllegalStateException lost) {
            return 0;
        }
    }

    void paused(boolean now) {
        paused = now;
    }

    void appended(Appended outcome) {
        Objects.requireNonNull(appended.get(outcome)).increment();
    }

    void undecodable() {
        undecodable.increment();
    }

    void refused() {
        refused.increment();
    }

    long lag() {
        return lag;
    }

    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - polledAt);
    }
}
