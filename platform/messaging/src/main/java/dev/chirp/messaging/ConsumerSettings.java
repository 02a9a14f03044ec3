package dev.chirp.messaging;

import dev.chirp.contracts.event.ConsumerGroup;
import java.time.Duration;

/**
 * How one consumer runs.
 *
 * @param parallelism keys handled at the same time; at most the connections that the pool can spare
 * @param protocol how the group is balanced; {@code CLASSIC} for brokers whose session time-outs cannot be set
 * @param maxInFlight records held with their values; at this bound partitions are paused
 * @param maxQueued records of backed-up keys of which only the offset is held; at this bound partitions are paused
 * @param failures what happens to an event that fails
 * @param start where a group begins that has never run
 * @param stopTimeout how long a stop waits for the events that are being handled
 */
public record ConsumerSettings(
        ConsumerGroup group,
        String bootstrapServers,
        int parallelism,
        GroupProtocol protocol,
        int maxInFlight,
        int maxQueued,
        FailurePolicy failures,
        Start start,
        Duration stopTimeout) {

    /** The way a consumer group shares partitions. */
    public enum GroupProtocol {
        /** KIP-848: assigned by the broker, incremental; sessions are set at the broker. */
        CONSUMER,
        /** Cooperative rebalancing by the clients, session 10 s. */
        CLASSIC
    }

    /** Where a group begins that has never run. */
    public enum Start {
        /** With the first event there is; what Kafka has no more comes from the event table. */
        FROM_START,
        /** With what is written after its first start. */
        FROM_NOW
    }

    public ConsumerSettings {
        if (parallelism < 1 || parallelism > maxInFlight) {
            throw new IllegalArgumentException("parallelism: " + parallelism + " (expected: 1.." + maxInFlight + ")");
        }
    }

    /** The defaults: KIP-848, 256 records in flight, retries after 1, 2 and 4 s, 20 s to stop. */
    public static ConsumerSettings of(ConsumerGroup group, String bootstrapServers, int parallelism) {
        return new ConsumerSettings(
                group,
                bootstrapServers,
                parallelism,
                GroupProtocol.CONSUMER,
                256,
                10_000,
                FailurePolicy.skip(),
                Start.FROM_START,
                Duration.ofSeconds(20));
    }

    public ConsumerSettings withProtocol(GroupProtocol newProtocol) {
        return new ConsumerSettings(
                group,
                bootstrapServers,
                parallelism,
                newProtocol,
                maxInFlight,
                maxQueued,
                failures,
                start,
                stopTimeout);
    }

    public ConsumerSettings withFailures(FailurePolicy newFailures) {
        return new ConsumerSettings(
                group,
                bootstrapServers,
                parallelism,
                protocol,
                maxInFlight,
                maxQueued,
                newFailures,
                start,
                stopTimeout);
    }

    public ConsumerSettings withStart(Start newStart) {
        return new ConsumerSettings(
                group,
                bootstrapServers,
                parallelism,
                protocol,
                maxInFlight,
                maxQueued,
                failures,
                newStart,
                stopTimeout);
    }

    public ConsumerSettings withStopTimeout(Duration newTimeout) {
        return new ConsumerSettings(
                group, bootstrapServers, parallelism, protocol, maxInFlight, maxQueued, failures, start, newTimeout);
    }
}
