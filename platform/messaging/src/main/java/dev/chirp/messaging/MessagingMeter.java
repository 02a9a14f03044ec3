package dev.chirp.messaging;

import static dev.chirp.telemetry.meter.MeterDescription.meter;
import static io.micrometer.core.instrument.Meter.Type.COUNTER;
import static io.micrometer.core.instrument.Meter.Type.GAUGE;
import static io.micrometer.core.instrument.Meter.Type.TIMER;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.MeterDescription;
import java.util.Arrays;

/** What consumers show of themselves, each tagged with its group. */
public enum MessagingMeter implements DocumentedMeter {
    LAG_MESSAGES(meter(
            GAUGE,
            "consumer.lag.messages",
            "Messages in the partitions of this instance that are not handled yet, at the broker and here; "
                    + "kafka.group.lag is that of the whole group")),
    LAG_SECONDS(meter(
            GAUGE,
            "consumer.lag.seconds",
            "Age of the oldest message that this instance holds; what is at the broker alone does not count")),
    INFLIGHT(meter(GAUGE, "consumer.message.inflight", "Messages held here, the first few of each key")),
    BACKEDUP(meter(GAUGE, "consumer.message.backedup", "Messages held here behind those of the same key")),
    RUNNING(meter(GAUGE, "consumer.message.running", "Keys that are handled now")),
    HANDLING(meter(TIMER, "consumer.message.handling", "One turn of a key: listener and transaction")
            .tag("outcome", Handled.Outcome.values())),
    RETRIES(meter(COUNTER, "consumer.message.retries", "Attempts that failed and are made again")),
    PAUSED(meter(GAUGE, "consumer.paused", "1 while a dependency is away and nothing is handled")),
    DEPENDENCY_AWAY(
            meter(COUNTER, "consumer.dependency.away", "Turns that found a dependency away; no attempt is consumed")),
    STUCK(meter(COUNTER, "consumer.stuck", "Turns that the database refused; a person must act")),
    DEADLETTERS_OPEN(meter(GAUGE, "consumer.deadletters.open", "Open dead letters; no series without one")
            .tagOfAtMost(8, "topic")
            .tagOfAtMost(20, "reason")),
    DEADLETTERS_OLDEST_AGE(
            meter(GAUGE, "consumer.deadletters.oldest.age", "Age of the oldest open dead letter; no series without one")
                    .unit("seconds")
                    .tagOfAtMost(8, "topic")
                    .tagOfAtMost(20, "reason")),
    PARKED_KEYS(meter(GAUGE, "consumer.parked.keys", "Keys that retry or wait for on-call")),
    PARKED_HELD(meter(GAUGE, "consumer.parked.held", "Keys that wait for on-call")),
    PARKED_FOLLOWERS(meter(GAUGE, "consumer.parked.followers", "Events behind those of parked keys")),
    JOBS(meter(GAUGE, "consumer.jobs", "Long recordings that wait or are worked on")),
    JOBS_OLDEST_AGE(
            meter(GAUGE, "consumer.jobs.oldest.age", "Age of the oldest long recording that waits or is worked on")
                    .unit("seconds"));

    private final MeterDescription description;

    MessagingMeter(MeterDescription description) {
        this.description = description.tag(
                "group",
                Arrays.stream(ConsumerGroup.values())
                        .map(ConsumerGroup::groupId)
                        .toArray(String[]::new));
    }

    @Override
    public MeterDescription description() {
        return description;
    }
}
