package dev.chirp.telemetry;

import java.util.Optional;

/**
 * A bean that knows whether its part of the process has come to a halt that only a restart ends. What else is wrong, a
 * database that is away for example, is told by a health indicator: a restart would not help.
 */
@FunctionalInterface
public interface LivenessCheck {
    /** What hangs, in a few words; empty while all is well. Must not block. */
    Optional<String> hung();
}
