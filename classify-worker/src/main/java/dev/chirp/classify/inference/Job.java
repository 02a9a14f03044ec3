package dev.chirp.classify.inference;

import dev.chirp.audio.AudioLimits;
import dev.chirp.audio.AudioReader;
import dev.chirp.audio.AudioRejection;
import dev.chirp.classify.audio.Windows;
import dev.chirp.classify.model.Manifest;
import dev.chirp.classify.model.Model.Scores;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A recording on its way through the pool, with the scores of its windows so far. Used by one thread at a time. */
final class Job {
    private static final int PIECE_WINDOWS = 32;

    final Recording recording;
    final CompletableFuture<Classification> answer = new CompletableFuture<>();
    final long submittedNanos = System.nanoTime();
    private final List<float[]> scores = new ArrayList<>();
    private double @Nullable [] featureSums;
    private int windows;
    private double durationSeconds = -1;
    private @Nullable ReadableByteChannel channel;
    private @Nullable Windows source;

    Job(Recording recording) {
        this.recording = recording;
    }

    boolean isLong() {
        return recording instanceof LongRecording;
    }

    /** Windows of one turn. */
    int mostWindows() {
        return isLong() ? PIECE_WINDOWS : Integer.MAX_VALUE;
    }

    /** The windows that are not scored yet; stays open between the turns. */
    Windows source(Manifest.Input input) throws IOException, AudioRejection {
        if (source == null) {
            channel = recording.open();
            source = new Windows(AudioReader.open(channel, isLong() ? AudioLimits.RECORDING : AudioLimits.CLIP), input);
            if (recording instanceof LongRecording begun) {
                pass(source, begun.scored(), new float[input.windowSamples()]);
            }
        }
        return source;
    }

    private void pass(Windows from, List<float[]> earlier, float[] into) throws IOException, AudioRejection {
        for (float[] scored : earlier) {
            if (from.next(into, 0)) {
                windows++;
                scores.add(scored);
            }
        }
    }

    void countWindow() {
        windows++;
    }

    /** After a turn: tells how far it is, or closes the recording when there is no other turn. */
    void endTurn() {
        if (!answer.isDone() && recording instanceof LongRecording begun && source != null) {
            try {
                begun.reached(List.copyOf(scores), source.durationSeconds());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }
        if (answer.isDone() && channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // It was only read.
            }
            channel = null;
        }
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
        if (run.embeddings() != null && !isLong()) {
            sum(run.embeddings()[window]);
        }
    }

    Scored scored() {
        return new Scored(scores, durationSeconds, embedding());
    }

    private @Nullable List<Float> embedding() {
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
