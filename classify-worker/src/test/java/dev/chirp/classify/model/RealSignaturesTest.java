package dev.chirp.classify.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chirp.audio.WavWriter;
import dev.chirp.classify.SignaturePack;
import dev.chirp.classify.inference.Classification;
import dev.chirp.classify.inference.InferencePool;
import dev.chirp.classify.inference.Recording;
import dev.chirp.classify.place.Place;
import dev.chirp.classify.verdict.Prediction;
import dev.chirp.classify.verdict.Verdict.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs with the tensor names, shapes, activations and label formats of the models that people really install. */
class RealSignaturesTest {
    private static final String[] NOT_BIRDS_OF_24 = {
        "Dog",
        "Engine",
        "Environmental",
        "Fireworks",
        "Gun",
        "Human non-vocal",
        "Human vocal",
        "Human whistle",
        "Noise",
        "Power tools",
        "Siren"
    };
    private static final int CLASSES_OF_24 = 6_522;
    private static final int CLASSES_OF_30 = 11_560;
    private static final int CLASSES_OF_PERCH = 14_795;
    private static final String OF_24 = """
        {"name": "birdnet", "version": "2.4.0", "licence": "CC-BY-NC-SA-4.0", "model": "model.onnx", "sha256": "SHA256",
         "input": {"name": "input", "sample_rate": 48000, "window_samples": 144000, "hop_samples": 144000, "normalise": "none"},
         "output": {"name": "output", "activation": "sigmoid", "sensitivity": {"formula": "slope", "value": 1.0}, "embedding": null},
         "labels": {"file": "labels.txt", "format": "birdnet-text"},
         "non_event_classes": [%s], "human_classes": ["Human non-vocal", "Human vocal", "Human whistle"],
         "threshold": 0.1, "min_ram_mb": 512}
        """.formatted(
                    Arrays.stream(NOT_BIRDS_OF_24).map(name -> '"' + name + '"').collect(Collectors.joining(", ")));

    @TempDir
    Path folder;

    @Test
    void runsBirdNet24() throws Exception {
        Classification answer = classify(birdNet24(OF_24), 48_000, 7, 0.5f, null);

        assertThat(answer.verdict().kind()).isEqualTo(Kind.IDENTIFIED);
        assertThat(answer.verdict().bird().scientificName()).isEqualTo("Avis 40");
        assertThat(answer.verdict().bird().commonName()).isEqualTo("Bird 40");
        assertThat(answer.verdict().confidence()).isCloseTo(0.8808, within(1e-3)); // sigmoid of 4 · 0.5
        assertThat(answer.verdict().detections().getLast().endSeconds()).isEqualTo(7);
        assertThat(answer.embedding()).isNull();
    }

    /** A logit of 2, bent by both formulas of BirdNET-Analyzer. */
    @Test
    void bendsTheSigmoidByEitherFormula() throws Exception {
        String slope = OF_24.replace("\"value\": 1.0", "\"value\": 1.5");
        String shift = slope.replace("slope", "shift");

        assertThat(classify(birdNet24(slope), 48_000, 3, 0.5f, null).verdict().confidence())
                .isCloseTo(1 / (1 + Math.exp(-1.5 * 2)), within(1e-3));
        assertThat(classify(birdNet24(shift), 48_000, 3, 0.5f, null).verdict().confidence())
                .isCloseTo(1 / (1 + Math.exp(-(2 + 0.5 * 10))), within(1e-3));
    }

    /** Class 40 lives at the equator only; class 41 is second. */
    @Test
    void leavesOutSpeciesThatDoNotLiveThere() throws Exception {
        byte[] geography = SignaturePack.geography(
                "MNET_INPUT",
                "MNET_CLASS_ACTIVATION",
                CLASSES_OF_24,
                i -> i == 40 ? -0.02f : 0f,
                i -> i == 40 ? 0.9f : 0.5f);
        Files.createDirectories(folder);
        Files.write(folder.resolve("geo.onnx"), geography);
        String pack = birdNet24(OF_24.replace("\"threshold\": 0.1", """
            "location": {"model": "geo.onnx", "sha256": "%s", "input": "MNET_INPUT", "output": "MNET_CLASS_ACTIVATION", "threshold": 0.03},
             "threshold": 0.1\
            """.formatted(SignaturePack.sha256(geography))));

        Classification anywhere = classify(pack, 48_000, 3, 0.5f, null);
        Classification equator = classify(pack, 48_000, 3, 0.5f, new Place(0, 20, 20));
        Classification north = classify(pack, 48_000, 3, 0.5f, new Place(60, 20, 20));

        assertThat(anywhere.verdict().bird().scientificName()).isEqualTo("Avis 40");
        assertThat(equator.verdict().bird().scientificName()).isEqualTo("Avis 40");
        assertThat(north.verdict().bird().scientificName()).isEqualTo("Avis 41");
        assertThat(north.verdict().predictions().getFirst())
                .isEqualTo(new Prediction("Avis 40", "Bird 40", 0.8808, "out_of_range"));
        assertThat(north.verdict().detections()).extracting("scientificName").containsOnly("Avis 41");
    }

    @Test
    void refusesAGeographicModelOfOtherClasses() throws Exception {
        byte[] geography = SignaturePack.geography("MNET_INPUT", "OUT", 12, i -> 0f, i -> 1f);
        Files.createDirectories(folder);
        Files.write(folder.resolve("geo.onnx"), geography);
        String pack = birdNet24(OF_24.replace("\"threshold\": 0.1", """
            "location": {"model": "geo.onnx", "sha256": "%s", "input": "MNET_INPUT", "output": "OUT", "threshold": 0.03},
             "threshold": 0.1\
            """.formatted(SignaturePack.sha256(geography))));

        assertThatThrownBy(() -> Model.load(pack))
                .isInstanceOf(BadPackException.class)
                .hasMessageContaining("The geographic model's output 'OUT' is")
                .hasMessageContaining("expected: float[1][6522], the number of labels");
    }

    @Test
    void runsBirdNet30() throws Exception {
        String pack = new SignaturePack(folder, "input", 96_000)
                .output("predictions", CLASSES_OF_30, i -> i == 7 ? 1f : 0f, i -> 0.001f)
                .output("embeddings", 1_280, i -> 1f, i -> (float) i)
                .write(
                        """
                        {"name": "birdnet", "version": "3.0.0", "licence": "CC-BY-SA-4.0", "model": "model.onnx", "sha256": "SHA256",
                         "input": {"name": "input", "sample_rate": 32000, "window_samples": 96000, "hop_samples": 96000, "normalise": "none"},
                         "output": {"name": "predictions", "activation": "none", "embedding": "embeddings"},
                         "labels": {"file": "labels.csv", "format": "birdnet-csv"}, "threshold": 0.15, "min_ram_mb": 1024}
                        """,
                        "labels.csv",
                        "idx;id;sci_name;com_name;class;order\n"
                                + SignaturePack.lines(
                                        CLASSES_OF_30, i -> i + ";b" + i + ";Avis " + i + ";Bird " + i + ";Aves;Any"));

        Classification answer = classify(pack, 32_000, 3, 0.75f, null);

        assertThat(answer.verdict().bird().commonName()).isEqualTo("Bird 7");
        assertThat(answer.verdict().confidence()).isCloseTo(0.751, within(1e-3));
        assertThat(answer.embedding())
                .hasSize(1_280)
                .satisfies(features -> assertThat(features.get(1)).isCloseTo(1.75f, within(1e-3f)));
    }

    @Test
    void runsPerch2() throws Exception {
        String pack = new SignaturePack(folder, "inputs", 160_000)
                .output("embedding", 1_536, i -> 1f, i -> 0f)
                .extra("spatial_embedding", 16, 4, 1_536)
                .extra("spectrogram", 500, 128)
                .output("label", CLASSES_OF_PERCH, i -> i == 3 ? 40f : 0f, i -> 0f)
                .write(
                        """
                        {"name": "perch", "version": "2.0.0", "licence": "Apache-2.0", "model": "model.onnx", "sha256": "SHA256",
                         "input": {"name": "inputs", "sample_rate": 32000, "window_samples": 160000, "hop_samples": 80000, "normalise": "peak:0.25"},
                         "output": {"name": "label", "activation": "softmax", "embedding": "embedding"},
                         "labels": {"file": "labels.csv", "format": "scientific-only", "heading": true},
                         "non_event_classes": ["Speech", "Rain"], "human_classes": ["Speech"], "threshold": 0.25, "min_ram_mb": 1024}
                        """,
                        "labels.csv",
                        "inat2024_fsd50k\n"
                                + SignaturePack.lines(
                                        CLASSES_OF_PERCH,
                                        i -> i == 0 ? "Speech" : i == 1 ? "Rain" : "Avis numerus" + i));

        Classification quiet = classify(pack, 32_000, 5, 0.01f, null);
        Classification loud = classify(pack, 32_000, 5, 1f, null);

        // Both are brought to a peak of 0.25: a logit of 10 beside 14,794 of 0.
        double softmax = Math.exp(10) / (Math.exp(10) + CLASSES_OF_PERCH - 1);
        assertThat(loud.verdict().bird().scientificName()).isEqualTo("Avis numerus3");
        assertThat(loud.verdict().confidence()).isCloseTo(softmax, within(2e-3));
        assertThat(quiet.verdict().confidence()).isCloseTo(softmax, within(2e-3));
        assertThat(loud.embedding())
                .hasSize(1_536)
                .satisfies(features -> assertThat(features.get(9)).isCloseTo(0.25f, within(1e-3f)));
    }

    private String birdNet24(String manifest) {
        return new SignaturePack(folder, "input", 144_000)
                .output(
                        "output",
                        CLASSES_OF_24,
                        i -> i == 40 ? 4f : i == 41 ? 2f : 0f,
                        i -> i < 2 ? -8f : i == 40 || i == 41 ? 0f : -8f)
                .write(
                        manifest,
                        "labels.txt",
                        SignaturePack.lines(
                                CLASSES_OF_24,
                                i -> i < NOT_BIRDS_OF_24.length
                                        ? NOT_BIRDS_OF_24[i] + "_" + NOT_BIRDS_OF_24[i]
                                        : "Avis " + i + "_Bird " + i));
    }

    /** A recording of one level. */
    private static Classification classify(String pack, int rate, int seconds, float level, Place place)
            throws Exception {
        float[] samples = new float[rate * seconds];
        IntStream.range(0, samples.length).forEach(i -> samples[i] = level);
        byte[] wav = WavWriter.toBytes(samples, rate);
        var state = new ModelState.Ready(Model.load(pack), 0);
        try (var pool = new InferencePool(state, new InferencePool.Limits(1, 4, 0), new SimpleMeterRegistry())) {
            Recording bytes = () -> Channels.newChannel(new ByteArrayInputStream(wav));
            return pool.classify(bytes.known(null, place));
        }
    }
}
