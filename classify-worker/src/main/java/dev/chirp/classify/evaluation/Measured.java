package dev.chirp.classify.evaluation;

import java.util.List;

/**
 * The figures of one model on one folder; shares are 0 to 1.
 *
 * @param recordings that were scored
 * @param topOne share of them whose best class sounds in them
 * @param topFive share of them of whose five best classes one sounds in them
 * @param meanAveragePrecision mean over the classes that sound anywhere, each counting alike
 * @param unknownNames labels that the model has no class for
 * @param unreadable files that could not be decoded, with the reason
 */
public record Measured(
        int recordings,
        double topOne,
        double topFive,
        double meanAveragePrecision,
        List<OfClass> classes,
        List<String> unknownNames,
        List<String> unreadable) {

    /** The same of the recordings in which one class sounds. */
    public record OfClass(String name, int recordings, double topOne, double topFive, double averagePrecision) {}
}
