package dev.chirp.ingest.session;

import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * What all sessions of an instance share.
 *
 * @param nanoTime for durations
 */
public record SessionScope(
        SessionLimits limits,
        StreamPositions positions,
        StreamMeters meters,
        DeviceObserver observer,
        Clock clock,
        LongSupplier nanoTime) {}
