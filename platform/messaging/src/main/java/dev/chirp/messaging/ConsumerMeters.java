package dev.chirp.messaging;

import dev.chirp.messaging.Handled.Outcome;
import dev.chirp.telemetry.meter.GaugeRows;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The meters of one consumer, all tagged with its group. */
final class ConsumerMeters {
    private final Map<Outcome, Timer> handling = new EnumMap<>(Outcome.class);
    private final Counter retries;
    private final Counter away;
    private final Counter stuck;
    private final GaugeRows deadLettersOpen;
    private final GaugeRows deadLettersAge;
    private final String group;

    private volatile Dispatcher.Load load = Dispatcher.Load.NONE;
    private volatile long lagMessages;
    private volatile Upkeep.ParkedCount parked = new Upkeep.ParkedCount(0, 0, 0);

    ConsumerMeters(MeterRegistry meters, String group) {
        this.group = group;
        for (Outcome outcome : Outcome.values()) {
            handling.put(
                    outcome,
                    MessagingMeter.HANDLING.timer(
                            meters, "group", group, "outcome", outcome.name().toLowerCase(Locale.ROOT)));
        }
        retries = MessagingMeter.RETRIES.counter(meters, "group", group);
        away = MessagingMeter.DEPENDENCY_AWAY.counter(meters, "group", group);
        stuck = MessagingMeter.STUCK.counter(meters, "group", group);
        MessagingMeter.LAG_MESSAGES.gauge(meters, () -> lagMessages, "group", group);
        MessagingMeter.LAG_SECONDS.gauge(meters, () -> load.ageSeconds(), "group", group);
        MessagingMeter.INFLIGHT.gauge(meters, () -> load.inFlight(), "group", group);
        MessagingMeter.BACKEDUP.gauge(meters, () -> load.backedUp(), "group", group);
        MessagingMeter.RUNNING.gauge(meters, () -> load.running(), "group", group);
        MessagingMeter.PAUSED.gauge(meters, () -> load.open() ? 0 : 1, "group", group);
        MessagingMeter.PARKED_KEYS.gauge(meters, () -> parked.keys(), "group", group);
        MessagingMeter.PARKED_HELD.gauge(meters, () -> parked.held(), "group", group);
        MessagingMeter.PARKED_FOLLOWERS.gauge(meters, () -> parked.followers(), "group", group);
        deadLettersOpen = MessagingMeter.DEADLETTERS_OPEN.gauges(meters);
        deadLettersAge = MessagingMeter.DEADLETTERS_OLDEST_AGE.gauges(meters);
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
        deadLettersOpen.show(open, this::tags, Upkeep.DeadLetters::open);
        deadLettersAge.show(open, this::tags, Upkeep.DeadLetters::oldestAgeSeconds);
    }

    private Tags tags(Upkeep.DeadLetters letters) {
        return Tags.of("group", group, "topic", letters.topic(), "reason", letters.reason());
    }
}
