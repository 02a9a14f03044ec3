package dev.chirp.ingest.health;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a microphone hears anything, window by window of its sound. Time is that of the sound, so that pauses
 * between clips count as nothing. Between the two thresholds a verdict stays as it is, and nothing flickers.
 */
final class MicrophoneWatch {
    private final MicrophoneLimits limits;
    private @Nullable Microphone verdict;
    private double quietSeconds;
    private double constantSeconds;
    private double loudSeconds;

    MicrophoneWatch(MicrophoneLimits limits) {
        this.limits = limits;
    }

    /** Takes the next window of sound. */
    void hear(Level window, double seconds) {
        boolean constant = window.isConstant();
        boolean quiet = constant || window.rmsDbfs() < limits.silentBelowDbfs();
        constantSeconds = constant ? constantSeconds + seconds : 0;
        quietSeconds = quiet ? quietSeconds + seconds : 0;
        loudSeconds = !quiet && window.rmsDbfs() >= limits.heardFromDbfs() ? loudSeconds + seconds : 0;
        verdict = next(quiet);
    }

    private @Nullable Microphone next(boolean quiet) {
        double patience = limits.silentAfter().toMillis() / 1_000.0;
        if (constantSeconds >= patience) {
            return Microphone.CONSTANT;
        }
        if (isFlagged()) {
            return loudSeconds * 1_000 >= limits.heardAfter().toMillis() ? Microphone.OK : verdict;
        }
        if (quietSeconds >= patience) {
            return Microphone.SILENT;
        }
        return quiet ? verdict : Microphone.OK;
    }

    private boolean isFlagged() {
        return verdict != null && verdict != Microphone.OK;
    }

    /** Empty while too little was heard to say anything. */
    Optional<Microphone> verdict() {
        return Optional.ofNullable(verdict);
    }
}
