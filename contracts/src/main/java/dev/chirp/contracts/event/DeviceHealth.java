package dev.chirp.contracts.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a device is, as far as it is known; a value is null as long as it is not.
 *
 * @param reportedAt when this was put together
 * @param lastSeenAt when anything came from the device last
 * @param lastAudioAt when sound came from it last
 * @param gaps how often it said that sound is lost
 * @param lostSamples how much, of one channel
 * @param droppedBuffers by its own count
 * @param clockSkewMs how far its clock is behind the server's
 * @param rmsDbfs loudness of the sound since the report before, without its constant part; 0 is full scale
 * @param peakDbfs the loudest sample of that sound
 * @param microphone {@code ok}, {@code silent} or {@code constant}
 */
public record DeviceHealth(
        Instant reportedAt,
        Instant lastSeenAt,
        @Nullable Instant lastAudioAt,
        long gaps,
        long lostSamples,
        @Nullable Long droppedBuffers,
        @Nullable Long clockSkewMs,
        @Nullable Integer rssiDbm,
        @Nullable Long freeHeapBytes,
        @Nullable Double batteryVolts,
        @Nullable Double batteryPercent,
        @Nullable Double temperatureCelsius,
        @Nullable String firmware,
        @Nullable Double rmsDbfs,
        @Nullable Double peakDbfs,
        @Nullable String microphone) {}
