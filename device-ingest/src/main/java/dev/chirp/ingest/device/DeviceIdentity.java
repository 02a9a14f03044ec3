package dev.chirp.ingest.device;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A device that proved itself, and the user it belongs to.
 *
 * @param keyId its live key; null: it has shown a certificate
 */
public record DeviceIdentity(
        UUID deviceId, long userId, @Nullable UUID keyId) {}
