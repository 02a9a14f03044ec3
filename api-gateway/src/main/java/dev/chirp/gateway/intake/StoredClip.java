package dev.chirp.gateway.intake;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Audio that is synced under its key but belongs to nobody yet. */
record StoredClip(String audioKey, String sha256, long bytes, String contentType, double durationSeconds) {

    /**
     * What the sender says about a clip.
     *
     * @param dedupeKey a second clip of this user with the same key is answered with the first capture
     * @param recordedAt null: now
     * @param expectedSha256 null: not checked
     */
    record Label(
            long userId,
            @Nullable UUID deviceId,
            @Nullable String dedupeKey,
            @Nullable String filename,
            @Nullable Instant recordedAt,
            @Nullable String expectedSha256) {}
}
