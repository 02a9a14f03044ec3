package dev.chirp.classify.inference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the model said of a whole recording, before anything is decided.
 *
 * @param windows {@code [windows][labels]} in [0, 1]
 * @param embedding the mean of the windows' features; null when the model has none
 */
record Scored(
        List<float[]> windows,
        double durationSeconds,
        @Nullable List<Float> embedding) {
    Scored {
        windows = List.copyOf(windows);
    }

    /** About so many bytes of memory. */
    int weight() {
        int labels = windows.isEmpty() ? 0 : windows.getFirst().length;
        return 100 + windows.size() * (labels * Float.BYTES + 40) + (embedding == null ? 0 : 24 * embedding.size());
    }
}
