package dev.chirp.ingest.intake;

import dev.chirp.ingest.device.DeviceIdentity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a clip before its bytes come.
 *
 * @param name what makes a repeat of this clip recognisable
 * @param recordedAt null: the time of arrival
 */
public record Clip(
        DeviceIdentity device,
        Name name,
        String contentType,
        @Nullable Instant recordedAt,
        String requestId,
        @Nullable String traceparent) {

    /** How a device names its clip, so that sending it again is safe. */
    public sealed interface Name {
        /** The number of a clip within one boot of the device. */
        record OfBoot(String bootId, long clip) implements Name {}

        record Idempotency(String key) implements Name {}

        /** The device did not name it: sent twice, it is two captures. */
        record None() implements Name {}
    }
}
