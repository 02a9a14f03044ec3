package dev.chirp.classify.inference;

import dev.chirp.classify.model.Manifest;
import dev.chirp.classify.verdict.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a recording.
 *
 * @param model whose verdict it is
 * @param embedding the mean of the windows' features; null when the model has none
 */
public record Classification(
        Verdict verdict,
        double durationSeconds,
        Manifest model,
        @Nullable List<Float> embedding) {}
