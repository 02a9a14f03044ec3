package dev.chirp.classify.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.chirp.contracts.event.EventJson;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The {@code manifest.json} of a model pack: everything that must be known to run the model.
 *
 * @param model the file with the graph, in ONNX
 * @param sha256 of that file, in hexadecimal
 * @param nonEventClasses labels that are no bird
 * @param humanClasses those of them that are human speech
 * @param humanThreshold score of a human class from which a recording is private, or null for 0.5
 * @param threshold score from which a species counts as heard
 * @param location the graph that knows where species live, or null
 */
public record Manifest(
        String name,
        String version,
        String licence,
        String model,
        String sha256,
        Input input,
        Output output,
        LabelFile labels,
        List<String> nonEventClasses,
        List<String> humanClasses,
        @Nullable Double humanThreshold,
        double threshold,
        @Nullable Location location,
        int minRamMb) {
    private static final double HUMAN_THRESHOLD = 0.5;

    /**
     * What the model hears: {@code float[windows][windowSamples]} at {@code sampleRate} Hz, a window every
     * {@code hopSamples}.
     *
     * @param normalise what is done to each window, see {@link Normalisation}
     * @param bandPassHz the lower and the upper edge of what is let through before the windows are cut, or null
     */
    public record Input(
            String name,
            int sampleRate,
            int windowSamples,
            int hopSamples,
            String normalise,
            @Nullable List<Double> bandPassHz) {
        public Input {
            Objects.requireNonNull(name, "input.name");
            require("input.sample_rate", sampleRate, 1_000, 384_000);
            require("input.window_samples", windowSamples, 1, 10_000_000);
            require("input.hop_samples", hopSamples, 1, windowSamples);
            if (bandPassHz != null) {
                requireBand(bandPassHz, sampleRate / 2.0);
                bandPassHz = List.copyOf(bandPassHz);
            }
        }
    }

    /**
     * What the model answers: {@code float[windows][labels]}.
     *
     * @param embedding the output with {@code float[windows][n]} features, or null when there is none
     */
    public record Output(
            String name,
            Activation activation,
            @Nullable Sensitivity sensitivity,
            @Nullable String embedding) {
        public Output {
            Objects.requireNonNull(name, "output.name");
            Objects.requireNonNull(activation, "output.activation");
        }
    }

    /** From what the graph puts out to scores in [0, 1]. */
    public enum Activation {
        /** Classes are independent; see {@link Sensitivity}. */
        @JsonProperty("sigmoid")
        SIGMOID,
        /** Classes exclude each other. */
        @JsonProperty("softmax")
        SOFTMAX,
        /** The graph puts out scores already. */
        @JsonProperty("none")
        NONE
    }

    /** How the sigmoid is bent; a value of 1 changes nothing. */
    public record Sensitivity(Formula formula, double value) {
        /** The two formulas of BirdNET-Analyzer, before and since its version 1.3. */
        public enum Formula {
            @JsonProperty("slope")
            SLOPE,
            @JsonProperty("shift")
            SHIFT
        }
    }

    /**
     * A geographic model, see {@link GeographicModel}; its classes are those of {@link LabelFile}.
     *
     * @param threshold probability from which a species counts as living there
     */
    public record Location(String model, String sha256, String input, String output, double threshold) {
        public Location {
            Objects.requireNonNull(model, "location.model");
            Objects.requireNonNull(sha256, "location.sha256");
            Objects.requireNonNull(input, "location.input");
            Objects.requireNonNull(output, "location.output");
            if (!(threshold > 0 && threshold <= 1)) {
                throw new IllegalArgumentException(
                        "location.threshold: " + threshold + " (expected: above 0, at most 1)");
            }
        }
    }

    /**
     * Where the names of the classes are, one per line in the order of the output.
     *
     * @param heading whether the first line names columns; null when a line that begins with "scientific" does
     */
    public record LabelFile(
            String file, String format, @Nullable Boolean heading) {
        public LabelFile {
            Objects.requireNonNull(file, "labels.file");
            Objects.requireNonNull(format, "labels.format");
        }
    }

    public Manifest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(labels, "labels");
        nonEventClasses = nonEventClasses == null ? List.of() : List.copyOf(nonEventClasses);
        humanClasses = humanClasses == null ? List.of() : List.copyOf(humanClasses);
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold: " + threshold + " (expected: above 0, at most 1)");
        }
    }

    /** The score of a human class from which a recording is private. */
    public double privateFrom() {
        return humanThreshold == null ? HUMAN_THRESHOLD : humanThreshold;
    }

    static Manifest parse(byte[] json) throws BadPackException {
        try {
            return EventJson.MAPPER.readValue(json, Manifest.class);
        } catch (JacksonException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String what = cause instanceof NullPointerException
                    ? "'" + cause.getMessage() + "' is missing"
                    : String.valueOf(e.getOriginalMessage());
            throw new BadPackException("The model pack's manifest.json cannot be used: " + what + ".", e);
        }
    }

    private static void requireBand(List<Double> band, double nyquist) {
        if (band.size() != 2 || !(band.get(0) > 0 && band.get(0) < band.get(1) && band.get(1) < nyquist)) {
            throw new IllegalArgumentException(
                    "input.band_pass_hz: " + band + " (expected: [LOW, HIGH] between 0 and " + nyquist + ")");
        }
    }

    private static void require(String what, int got, int least, int most) {
        if (got < least || got > most) {
            throw new IllegalArgumentException(what + ": " + got + " (expected: " + least + ".." + most + ")");
        }
    }
}
