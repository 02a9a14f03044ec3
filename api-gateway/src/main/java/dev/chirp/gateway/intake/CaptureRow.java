package dev.chirp.gateway.intake;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.Lane;
import dev.chirp.gateway.idempotency.RequestHash;
import dev.chirp.gateway.idempotency.RequestName;
import dev.chirp.gateway.request.RequestOrigin;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A capture and its event as {@code accept_captures} takes them.
 *
 * @param headers of the event, a JSON object
 * @param name of the request, when its answer is to be kept with the capture; such a row goes alone
 */
record CaptureRow(
        long userId,
        @Nullable UUID deviceId,
        @Nullable String dedupeKey,
        @Nullable String filename,
        String contentType,
        String audioKey,
        String sha256,
        long bytes,
        double durationSeconds,
        @Nullable Instant recordedAt,
        UUID eventId,
        int lane,
        @JsonRawValue String headers,
        @JsonIgnore @Nullable RequestName name) {

    static CaptureRow of(StoredClip clip, StoredClip.Label label, RequestOrigin origin, @Nullable RequestName name) {
        return new CaptureRow(
                label.userId(),
                label.deviceId(),
                label.dedupeKey(),
                label.filename(),
                clip.contentType(),
                clip.audioKey(),
                clip.sha256(),
                clip.bytes(),
                clip.durationSeconds(),
                label.recordedAt(),
                EventId.next(),
                Lane.of(String.valueOf(label.userId())),
                origin.eventHeaders(),
                name);
    }

    /** Tells this upload from another one of the same name, before it is stored as after. */
    static byte[] requestHash(String audioSha256, @Nullable String filename, @Nullable Instant recordedAt) {
        return RequestHash.of(audioSha256, filename, recordedAt == null ? null : recordedAt.toString());
    }

    byte[] requestHash() {
        return requestHash(sha256, filename, recordedAt);
    }
}
