package dev.chirp.ingest.intake;

import dev.chirp.contracts.intake.ClipStart;
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

    /** The message that begins it on a stream where it is called {@code ref}. */
    ClipStart asStart(String ref) {
        ClipStart.Builder start = ClipStart.newBuilder()
                .setClipRef(ref)
                .setDeviceId(device.deviceId().toString())
                .setUserId(device.userId())
                .setContentType(contentType)
                .setRequestId(requestId);
        if (recordedAt != null) {
            start.setRecordedAt(recordedAt.toString());
        }
        if (traceparent != null) {
            start.setTraceparent(traceparent);
        }
        switch (name) {
            case Name.OfBoot boot -> start.setBootId(boot.bootId()).setClip((int) boot.clip());
            case Name.Idempotency own -> start.setIdempotencyKey(own.key());
            case Name.None ignored -> {}
        }
        return start.build();
    }
}
