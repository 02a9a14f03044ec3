package dev.chirp.relay.lane;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How lanes are owned.
 *
 * @param leaseTimeout an instance that is silent for this long has lost its lanes
 * @param heartbeat how often an instance says that it lives; a fraction of the lease
 * @param persistEvery how often the positions of busy lanes are written; those of idle ones a tenth as often
 * @param handOverTimeout how long a stopping instance waits for the broker's answers
 * @param maxInFlight bytes of one lane that the broker has not acknowledged; a fuller lane is not read
 */
@ConfigurationProperties("relay.lane")
public record LaneSettings(
        @DefaultValue("2s") Duration leaseTimeout,
        @DefaultValue("400ms") Duration heartbeat,
        @DefaultValue("1s") Duration persistEvery,
        @DefaultValue("5s") Duration handOverTimeout,
        @DefaultValue("512KB") DataSize maxInFlight) {
    public LaneSettings {
        if (heartbeat.multipliedBy(2).compareTo(leaseTimeout) > 0) {
            throw new IllegalArgumentException(
                    "relay.lane.heartbeat: " + heartbeat + " (expected: at most half of " + leaseTimeout + ")");
        }
    }
}
