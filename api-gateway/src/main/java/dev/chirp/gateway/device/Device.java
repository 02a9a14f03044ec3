package dev.chirp.gateway.device;

import dev.chirp.contracts.event.DeviceHealth;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A device, as people see it.
 *
 * @param lastSeenAt when one of its keys was used last, to the minute
 * @param lastAudioAt when its latest capture was accepted
 * @param health what it reported last; null: it never did
 */
record Device(
        UUID id,
        String name,
        @Nullable String timezone,
        @Nullable Double latitude,
        @Nullable Double longitude,
        Instant createdAt,
        @Nullable Instant lastSeenAt,
        @Nullable Instant lastAudioAt,
        @Nullable DeviceHealth health) {}
