package dev.chirp.classify.verdict;

import org.jspecify.annotations.Nullable;

/**
 * A class that the model heard.
 *
 * @param confidence the highest score of all windows, in [0, 1]
 * @param filtered why the class cannot be the answer: {@link #BELOW_THRESHOLD}, or a reason of
 *     {@link dev.chirp.classify.place.SpeciesFilter}; null when it can
 */
public record Prediction(
        String scientificName,
        String commonName,
        double confidence,
        @Nullable String filtered) {
    static final String BELOW_THRESHOLD = "below_threshold";
}
