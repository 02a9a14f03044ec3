package dev.chirp.messaging;

import dev.chirp.messaging.Handled.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The meters of one consumer, all tagged with its group. */
final class ConsumerMeters {
    private final Map<Outcome, Timer> handling = new EnumMap<>(Outcome.class);
    private final Counter retries;
    private final Counter away;
    private final Counter stuck;
    private final MultiGauge deadLettersOpen;
    private final MultiGauge deadLettersAge;

    private volatile Dispatcher.Load load = Dispatcher.Load.NONE;
    private volatile long lagMessages;
    private volatile Upkeep.ParkedCount parked = new Upkeep.ParkedCount(0, 0, 0);

    ConsumerMeters(MeterRegistry meters, String group) {
        Tags tags = Tags.of("group", group);
        for (Outcome outcome : Outcome.values()) {
            handling.put(
                    outcome,
                    Timer.builder("consumer.message.handling")
                            .description("One turn of a key: listener and transaction")
                            .tags(tags.and("outcome", outcome.name().toLowerCase(Locale.ROOT)))
                            .register(meters));
        }
        retries = Counter.builder("consumer.message.retries").tags(tags).register(meters);
        away = Counter.builder("consumer.dependency.away")
                .description("Turns that found a dependency away; no attempt is consumed")
                .tags(tags)
                .register(meters);
        gauge(meters, tags, "consumer.lag.messages", c -> c.lagMessages);
        gauge(meters, tags, "consumer.lag.seconds", c -> c.load.ageSeconds());
        gauge(meters, tags, "consumer.message.inflight", c -> c.load.inFlight());
        gauge(meters, tags, "consumer.message.backedup", c -> c.load.backedUp());
        gauge(meters, tags, "consumer.message.running", c -> c.load.running());
        gauge(meters, tags, "consumer.paused", c -> c.load.open() ? 0 : 1);
        gauge(meters, tags, "consumer.parked.keys", c -> c.parked.keys());
        gauge(meters, tags, "consumer.parked.held", c -> c.parked.held());
        gauge(meters, tags, "consumer.parked.followers", c -> c.parked.followers());
        stuck = Counter.builder("consumer.stuck")
                .description("Turns that the database refused; a person must act")
                .tags(tags)
                .register(meters);
        deadLettersOpen =
                MultiGauge.builder("consumer.deadletters.open").tags(tags).register(meters);
        deadLettersAge = MultiGauge.builder("consumer.deadletters.oldest.age")
                .baseUnit("seconds")
                .tags(tags)
                .register(meters);
    }

    private void gauge(MeterRegistry meters, Tags tags, String name, ToDoubleFunction<ConsumerMeters> value) {
        Gauge.builder(name, this, value).strongReference(true).tags(tags).register(meters);
    }

    void handled(Handled handled, long nanos) {
        switch (handled) {
            case Handled.HeadDone(Outcome outcome) -> {
                record(outcome, nanos);
                if (outcome == Outcome.PARKED || outcome == Outcome.FAILED_AGAIN) {
                    retries.increment();
                }
            }
            case Handled.Advanced(Outcome outcome) -> record(outcome, nanos);
            case Handled.CaughtUp caughtUp -> {}
            case Handled.Stuck stuck -> this.stuck.increment();
            case Handled.Away dependency -> away.increment();
        }
    }

    private void record(Outcome outcome, long nanos) {
        Objects.requireNonNull(handling.get(outcome)).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Takes over the load; {@code notFetched} records are at the broker only. */
    void observe(Dispatcher.Load seen, long notFetched) {
        load = seen;
        lagMessages = notFetched + seen.inFlight() + seen.backedUp();
    }

    boolean paused() {
        return !load.open();
    }

    /** Takes over what the tables say; a topic and reason without an open dead letter has no series. */
    void counted(List<Upkeep.DeadLetters> open, Upkeep.ParkedCount nowParked) {
        parked = nowParked;
        deadLettersOpen.register(
                open.stream()
                        .map(letters -> MultiGauge.Row.of(tags(letters), letters.open()))
                        .toList(),
                true);
        deadLettersAge.register(
                open.stream()
                        .map(letters -> MultiGauge.Row.of(tags(letters), letters.oldestAgeSeconds()))
                        .toList(),
                true);
    }

    private static Tags tags(Upkeep.DeadLetters letters) {
        return Tags.of("topic", letters.topic(), "reason", letters.reason());
    }
}
