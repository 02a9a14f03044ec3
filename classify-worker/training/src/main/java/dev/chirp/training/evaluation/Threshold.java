package dev.chirp.training.evaluation;

import java.util.List;

/** The score from which a bird counts as heard. */
final class Threshold {
    /** A capture has several windows, each of which may go wrong once. */
    private static final double WRONG_WINDOWS = 0.005;

    private static final double LOWEST = 0.25;
    private static final double HIGHEST = 0.9;
    private static final double STEP = 0.05;

    private Threshold() {}

    /** The lowest at which at most {@value #WRONG_WINDOWS} of the windows without a bird would show one. */
    static double choose(List<Scored> withoutBird) {
        double threshold = LOWEST;
        while (threshold < HIGHEST && wrong(withoutBird, threshold).value() > WRONG_WINDOWS) {
            threshold = Math.round((threshold + STEP) * 100) / 100.0;
        }
        return threshold;
    }

    static Share wrong(List<Scored> withoutBird, double threshold) {
        return Share.of(withoutBird, scored -> scored.wrongBird() >= threshold);
    }
}
