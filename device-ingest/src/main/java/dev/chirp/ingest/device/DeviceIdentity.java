package dev.chirp.ingest.device;

import java.util.UUID;

/** A device that proved itself by a live key, and the user it belongs to. */
public record DeviceIdentity(UUID deviceId, long userId, UUID keyId) {}
