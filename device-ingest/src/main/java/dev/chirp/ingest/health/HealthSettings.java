package dev.chirp.ingest.health;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties {@code chirp.ingest.health.*}.
 *
 * @param every a device is reported so often at most
 * @param maxDevices that are remembered at one time; what further ones say is not reported
 * @param batch reports in one statement, at most
 */
@ConfigurationProperties("chirp.ingest.health")
record HealthSettings(
        @DefaultValue("5s") Duration every,
        @DefaultValue("20000") int maxDevices,
        @DefaultValue("500") int batch) {}
