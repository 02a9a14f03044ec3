package dev.chirp.relay.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long events are kept.
 *
 * @param retentionDays full days before today
 * @param retentionEvery how often old days are looked for
 * @param maintenanceUser the role that owns the event table
 * @param maintenancePassword empty when another job drops old days
 */
@ConfigurationProperties("relay.event")
public record RetentionSettings(
        @DefaultValue("30") int retentionDays,
        @DefaultValue("1h") Duration retentionEvery,
        @DefaultValue("chirp_maintenance") String maintenanceUser,
        @DefaultValue("") String maintenancePassword) {
    public RetentionSettings {
        if (retentionDays < 1) {
            throw new IllegalArgumentException(
                    "relay.event.retention-days: " + retentionDays + " (expected: at least 1)");
        }
    }

    @Override
    public String toString() {
        return retentionDays + " days, looked for every " + retentionEvery + " as " + maintenanceUser;
    }
}
