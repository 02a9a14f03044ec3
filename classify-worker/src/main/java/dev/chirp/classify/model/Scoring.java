package dev.chirp.classify.model;

import dev.chirp.classify.model.Manifest.Activation;
import dev.chirp.classify.model.Manifest.Sensitivity;
import org.jspecify.annotations.Nullable;

/** The activation of a manifest as arithmetic, in place, on the outputs of one window. */
final class Scoring {
    private Scoring() {}

    static void apply(Activation activation, @Nullable Sensitivity sensitivity, float[] outputs) {
        switch (activation) {
            case SIGMOID -> sigmoid(sensitivity, outputs);
            case SOFTMAX -> softmax(outputs);
            case NONE -> clamp(outputs);
        }
    }

    private static void sigmoid(@Nullable Sensitivity sensitivity, float[] outputs) {
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = (float) (1 / (1 + Math.exp(-bend(sensitivity, outputs[i]))));
        }
    }

    /** BirdNET-Analyzer's {@code flat_sigmoid}, with its limits. */
    private static double bend(@Nullable Sensitivity sensitivity, double logit) {
        if (sensitivity == null) {
            return logit;
        }
        return switch (sensitivity.formula()) {
            case SLOPE -> sensitivity.value() * Math.clamp(logit, -15.0, 15.0);
            case SHIFT -> Math.clamp(logit + (sensitivity.value() - 1) * 10, -20.0, 20.0);
        };
    }

    private static void softmax(float[] outputs) {
        double highest = Double.NEGATIVE_INFINITY;
        for (float output : outputs) {
            highest = Math.max(highest, output);
        }
        double sum = 0;
        for (float output : outputs) {
            sum += Math.exp(output - highest);
        }
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = (float) (Math.exp(outputs[i] - highest) / sum);
        }
    }

    private static void clamp(float[] outputs) {
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = Math.clamp(outputs[i], 0f, 1f);
        }
    }
}
