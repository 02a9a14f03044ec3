package dev.chirp.gateway.intake;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The limits of intake; address and port of the gRPC server beside them are Spring's to read.
 *
 * @param maxUploadsInFlight clips being received at one time; more are refused with 503
 * @param maxWritesInFlight clips being stored at one time; more are refused with 503
 * @param writeStatements statements of writes in flight at one time; under load writes share them
 * @param writeTimeout for syncing the audio and committing the row together
 * @param sweepOlderThan the age at which audio without a capture is deleted
 */
@ConfigurationProperties("chirp.intake")
record IntakeSettings(
        DataSize maxUpload,
        int maxUploadsInFlight,
        int maxWritesInFlight,
        int writeStatements,
        Duration writeTimeout,
        Duration sweepEvery,
        Duration sweepOlderThan) {}
