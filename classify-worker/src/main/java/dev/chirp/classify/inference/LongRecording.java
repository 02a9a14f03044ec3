package dev.chirp.classify.inference;

import java.util.List;

/** A recording that is scored a piece at a time, so that shorter ones need not wait for its end. */
public interface LongRecording extends Recording {
    /** {@code [windows][labels]}, the scores of its first windows from an earlier attempt; asked for once. */
    List<float[]> scored();

    /**
     * Told after each piece, by a thread of the pool; what it throws ends the recording.
     *
     * @param scores of all windows so far
     * @param seconds of the recording that were decoded
     */
    void reached(List<float[]> scores, double seconds);
}
