package dev.chirp.fanout.session;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/** What all sessions of an instance share. */
public record SessionScope(
        SessionSettings settings,
        Services services,
        SessionMeters meters,
        InstantSource clock,
        LongSupplier nanoTime,
        PingFrames pings) {

    public SessionScope(
            SessionSettings settings,
            Services services,
            SessionMeters meters,
            InstantSource clock,
            LongSupplier nanoTime) {
        this(settings, services, meters, clock, nanoTime, new PingFrames());
    }
}
