package dev.chirp.training.pack;

import dev.chirp.song.Disturbance;
import dev.chirp.song.SoundSource;
import dev.chirp.song.Species;
import dev.chirp.training.corpus.Classes;
import dev.chirp.training.feature.FrontEnd;
import dev.chirp.training.onnx.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;

/** Model, labels and manifest in one folder. */
public final class PackFiles {
    private static final String VERSION = "2.0.0";

    private PackFiles() {}

    public static void write(Path folder, byte[] model, double threshold) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("model.onnx"), model);
        Files.writeString(folder.resolve("labels.csv"), labels());
        Files.writeString(folder.resolve("manifest.json"), manifest(model, threshold));
    }

    /** A line per class, in the order of the model's outputs. */
    private static String labels() {
        return Classes.all().stream()
                .map(source -> scientificName(source) + "," + source.commonName() + "\n")
                .collect(Collectors.joining());
    }

    private static String scientificName(SoundSource source) {
        return switch (source) {
            case Species species -> species.scientificName();
            case Disturbance disturbance -> disturbance.commonName();
        };
    }

    private static String manifest(byte[] model, double threshold) {
        return """
            {
              "name": "backyard-mini",
              "version": "%s",
              "licence": "Apache-2.0",
              "model": "model.onnx",
              "sha256": "%s",
              "input": {"name": "%s", "sample_rate": %d, "window_samples": %d, "hop_samples": %d, "normalise": "none"},
              "output": {"name": "%s", "activation": "sigmoid", "sensitivity": {"formula": "slope", "value": 1.0}, "embedding": null},
              "labels": {"file": "labels.csv", "format": "csv:scientific,common"},
              "non_event_classes": [%s],
              "human_classes": ["%s"],
              "threshold": %s,
              "min_ram_mb": 256
            }
            """.formatted(
                        VERSION,
                        sha256(model),
                        ModelFile.INPUT,
                        FrontEnd.SAMPLE_RATE,
                        FrontEnd.WINDOW_SAMPLES,
                        FrontEnd.HOP_SAMPLES,
                        ModelFile.OUTPUT,
                        Arrays.stream(Disturbance.values())
                                .map(disturbance -> '"' + disturbance.commonName() + '"')
                                .collect(Collectors.joining(", ")),
                        Disturbance.HUMAN_VOICE.commonName(),
                        String.format(Locale.ROOT, "%.2f", threshold));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
