package dev.chirp.classify.verdict;

import dev.chirp.classify.model.Label;
import dev.chirp.classify.model.Manifest;
import dev.chirp.classify.place.SpeciesFilter;
import dev.chirp.classify.verdict.Verdict.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Turns the scores of a recording's windows into a verdict. Pure. */
public final class Judge {
    private static final int PREDICTIONS = 5;

    /** Below this share of the threshold a species is no candidate: then there is no bird, rather than doubt. */
    private static final double DOUBT = 0.4;

    private final Manifest manifest;
    private final List<Label> labels;

    public Judge(Manifest manifest, List<Label> labels) {
        this.manifest = manifest;
        this.labels = labels;
    }

    /**
     * A species' score is its highest of all windows. It is identified from the threshold on. Where classes exclude each
     * other, a window speaks for its best class only, so that a window of noise is no evidence of a bird.
     *
     * @param scores {@code [windows][labels]} in [0, 1], a window every hop of the manifest
     * @param reasons per label why it cannot be the answer, null when it can; see {@link SpeciesFilter}
     */
    public Verdict judge(List<float[]> scores, double durationSeconds, List<@Nullable String> reasons) {
        List<float[]> evidence = scores.stream().map(this::evidence).toList();
        double[] heard = best(scores);
        double[] counted = best(evidence);
        int bird = strongest(counted, i -> reasons.get(i) == null);
        int other = strongest(heard, i -> !labels.get(i).isBird());
        Kind kind = kind(bird < 0 ? 0 : counted[bird], other < 0 ? 0 : heard[other]);
        return new Verdict(
                kind,
                kind == Kind.IDENTIFIED ? prediction(bird, counted[bird], null) : null,
                kind == Kind.NO_BIRD ? null : (Double) rounded(counted[bird]),
                predictions(heard, reasons),
                detections(evidence, durationSeconds, reasons),
                isPrivate(heard));
    }

    /** Whether somebody speaks: decided on all classes, whatever is shown of them. */
    private boolean isPrivate(double[] heard) {
        return IntStream.range(0, heard.length)
                .anyMatch(i -> labels.get(i).kind() == Label.Kind.HUMAN && heard[i] >= manifest.privateFrom());
    }

    private Kind kind(double bird, double other) {
        if (bird >= manifest.threshold()) {
            return Kind.IDENTIFIED;
        }
        boolean doubt = bird >= DOUBT * manifest.threshold() && bird > other;
        return doubt ? Kind.UNSURE : Kind.NO_BIRD;
    }

    private float[] evidence(float[] window) {
        if (manifest.output().activation() != Manifest.Activation.SOFTMAX) {
            return window;
        }
        int best = 0;
        for (int i = 1; i < window.length; i++) {
            best = window[i] > window[best] ? i : best;
        }
        if (labels.get(best).isBird()) {
            return window;
        }
        float[] alone = new float[window.length];
        alone[best] = window[best];
        return alone;
    }

    private double[] best(List<float[]> windows) {
        double[] best = new double[labels.size()];
        for (float[] window : windows) {
            for (int i = 0; i < best.length; i++) {
                best[i] = Math.max(best[i], window[i]);
            }
        }
        return best;
    }

    /** The class with the highest score among some; -1 when there is none. */
    private static int strongest(double[] scores, IntPredicate among) {
        return IntStream.range(0, scores.length)
                .filter(among)
                .boxed()
                .max(Comparator.comparingDouble(i -> scores[i]))
                .orElse(-1);
    }

    private List<Prediction> predictions(double[] heard, List<@Nullable String> reasons) {
        return IntStream.range(0, heard.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -heard[i]))
                .limit(PREDICTIONS)
                .map(i -> prediction(i, heard[i], filtered(heard[i], reasons.get(i))))
                .toList();
    }

    private @Nullable String filtered(double score, @Nullable String reason) {
        return reason == null && score < manifest.threshold() ? Prediction.BELOW_THRESHOLD : reason;
    }

    private Prediction prediction(int index, double confidence, @Nullable String filtered) {
        Label label = labels.get(index);
        return new Prediction(label.scientificName(), label.commonName(), rounded(confidence), filtered);
    }

    private List<Detection> detections(List<float[]> evidence, double durationSeconds, List<@Nullable String> reasons) {
        List<Detection> detections = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            if (reasons.get(i) == null) {
                addDetections(i, evidence, durationSeconds, detections);
            }
        }
        detections.sort(Comparator.comparingDouble(Detection::startSeconds)
                .thenComparing(Comparator.comparingDouble(Detection::confidence).reversed()));
        return List.copyOf(detections);
    }

    private void addDetections(int index, List<float[]> evidence, double durationSeconds, List<Detection> to) {
        int from = -1;
        double confidence = 0;
        for (int window = 0; window <= evidence.size(); window++) {
            double score = window < evidence.size() ? evidence.get(window)[index] : 0;
            if (score >= manifest.threshold()) {
                from = from < 0 ? window : from;
                confidence = Math.max(confidence, score);
            } else if (from >= 0) {
                to.add(detection(index, from, window - 1, confidence, durationSeconds));
                from = -1;
                confidence = 0;
            }
        }
    }

    private Detection detection(int index, int first, int last, double confidence, double durationSeconds) {
        Manifest.Input input = manifest.input();
        double start = (double) first * input.hopSamples() / input.sampleRate();
        double end = ((double) last * input.hopSamples() + input.windowSamples()) / input.sampleRate();
        return new Detection(
                labels.get(index).scientificName(),
                labels.get(index).commonName(),
                rounded(start),
                rounded(Math.min(end, durationSeconds)),
                rounded(confidence));
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
