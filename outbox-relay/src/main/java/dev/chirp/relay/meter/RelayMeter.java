package dev.chirp.relay.meter;

import static dev.chirp.telemetry.meter.MeterDescription.meter;
import static io.micrometer.core.instrument.Meter.Type.COUNTER;
import static io.micrometer.core.instrument.Meter.Type.GAUGE;
import static io.micrometer.core.instrument.Meter.Type.TIMER;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.MeterDescription;
import java.util.Arrays;
import java.util.function.Function;

/** What the relay shows of itself. */
public enum RelayMeter implements DocumentedMeter {
    OUTBOX_PENDING(meter(
            GAUGE,
            "relay.outbox.pending",
            "Committed events of own lanes that the broker has not acknowledged, an estimate")),
    OUTBOX_OLDEST_AGE(meter(
                    GAUGE,
                    "relay.outbox.oldest.age",
                    "Age of the oldest committed event of own lanes that the broker has not acknowledged")
            .unit("seconds")),
    PUBLISH_LATENCY(meter(
            TIMER,
            "relay.publish.latency",
            "From the append of an event to the broker's acknowledgement, by the database's clock")),
    READ_LATENCY(meter(
            TIMER,
            "relay.read.latency",
            "A look at the event table that found something, until all is with the producer")),
    BROKER_LATENCY(meter(
            TIMER, "relay.broker.latency", "From handing an event to the producer to the broker's acknowledgement")),
    EVENTS_PUBLISHED(meter(COUNTER, "relay.events.published", "Events that the broker acknowledged")),
    EVENTS_RETRIED(meter(COUNTER, "relay.events.retried", "Events that were not published, and are tried again")),
    EVENTS_HELD(meter(COUNTER, "relay.events.held", "Events that the broker never takes, kept for on-call")),
    EVENTS_RELEASED(meter(COUNTER, "relay.events.released", "Held events that were published after all")),
    HELD_KEYS(meter(GAUGE, "relay.held.keys", "Keys of own lanes whose events wait in the table held for on-call")),
    PRODUCER_REPLACED(meter(
                    COUNTER,
                    "relay.producer.replaced",
                    "Kafka producers given up: broken, or of a process that stood still for a whole lease")
            .tag("reason", "broken", "overslept")),
    LANES_OWNED(meter(GAUGE, "relay.lanes.owned", "Lanes of this instance")),
    LANES_PAUSED(meter(
            GAUGE, "relay.lanes.paused", "Own lanes that wait before they try again what could not be published")),
    WAKEUPS(meter(COUNTER, "relay.wakeups", "Notifications of writers that came")),
    DAYS_AHEAD(meter(GAUGE, "relay.event.days.ahead", "Future days that the event table has a leaf for")),
    DAYS_KEPT(meter(GAUGE, "relay.event.days.kept", "Days of events up to today")),
    DAYS_OVERDUE(meter(
            GAUGE, "relay.event.days.overdue", "Days of events that are older than the retention and not dropped")),
    GROUP_LAG(meter(
                    GAUGE,
                    "kafka.group.lag",
                    "Messages at the broker that a consumer group has not committed, whether or not it has members; "
                            + "the same from every instance, NaN when the broker has not told for a minute")
            .tag("group", ofGroups(ConsumerGroup::groupId))
            .tag("topic", ofGroups(group -> group.stream().topic()))),
    GROUP_LAG_SECONDS(meter(
                    GAUGE,
                    "kafka.group.lag.seconds",
                    "How long the oldest of these messages has been there, at least; from ends of the log that this "
                            + "instance saw")
            .unit("seconds")
            .tag("group", ofGroups(ConsumerGroup::groupId))
            .tag("topic", ofGroups(group -> group.stream().topic())));

    private final MeterDescription description;

    RelayMeter(MeterDescription description) {
        this.description = description;
    }

    private static String[] ofGroups(Function<ConsumerGroup, String> value) {
        return Arrays.stream(ConsumerGroup.values()).map(value).toArray(String[]::new);
    }

    @Override
    public MeterDescription description() {
        return description;
    }
}
