package dev.chirp.fanout.session;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/** What all sessions of an instance share. */
public record SessionScope(
        SessionSettings settings,
        Channels channels,
        SessionMeters meters,
        InstantSource clock,
        LongSupplier nanoTime) {}
