package dev.chirp.classify.inference;

import dev.chirp.classify.model.Model.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A recording on its way through the pool, with the scores of its windows so far. Used by one thread at a time. */
final class Job {
    final Recording recording;
    final CompletableFuture<Classification> answer = new CompletableFuture<>();
    final long submittedNanos = System.nanoTime();
    private final List<float[]> scores = new ArrayList<>();
    private double @Nullable [] featureSums;
    private int windows;
    private double durationSeconds = -1;

    Job(Recording recording) {
        this.recording = recording;
    }

    void countWindow() {
        windows++;
    }

    void decoded(double seconds) {
        durationSeconds = seconds;
    }

    /** Whether all windows there are were scored. */
    boolean isScored() {
        return durationSeconds >= 0 && scores.size() == windows;
    }

    void take(Scores run, int window) {
        scores.add(run.scores()[window]);
        if (run.embeddings() != null) {
            sum(run.embeddings()[window]);
        }
    }

    List<float[]> scores() {
        return scores;
    }

    double durationSeconds() {
        return durationSeconds;
    }

    @Nullable
    List<Float> embedding() {
        if (featureSums == null) {
            return null;
        }
        List<Float> mean = new ArrayList<>(featureSums.length);
        for (double sum : featureSums) {
            mean.add((float) (sum / windows));
        }
        return List.copyOf(mean);
    }

    private void sum(float[] features) {
        if (featureSums == null) {
            featureSums = new double[features.length];
        }
        for (int i = 0; i < features.length; i++) {
            featureSums[i] += features[i];
        }
    }
}
