package dev.chirp.classify.verdict;

import org.jspecify.annotations.Nullable;

/**
 * A class that the model heard.
 *
 * @param confidence the highest score of all windows, in [0, 1]
 * @param filtered why the class cannot be the answer: {@code non_event} or {@code human}; null when it can
 */
public record Prediction(
        String scientificName,
        String commonName,
        double confidence,
        @Nullable String filtered) {}
