package dev.chirp.classify;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A model pack of a few kilobytes whose answers are known: it hears the mean of a window of half a second. A mean of
 * +0.5 is an American Robin, +0.9 a Blue Jay too, -0.5 is noise, -0.9 a human voice too, 0 is nothing.
 */
public final class TinyPack {
    public static final int RATE = 8_000;
    public static final int WINDOW = 4_000;
    public static final int HOP = 2_000;

    private static final String LABELS = """
        scientific_name,common_name
        Turdus migratorius,American Robin
        Cyanocitta cristata,Blue Jay
        Noise,Noise
        Human voice,Human voice
        """;
    /** Logit of each class: gain · mean - offset. */
    private static final float[] GAINS = {40, 40, -40, -40};

    private static final float[] OFFSETS = {10, 28, 10, 28};

    private final Path folder;
    private String labels = LABELS;
    private String manifest;

    private TinyPack(Path folder) {
        this.folder = folder;
        this.manifest = """
            {"name": "tiny", "version": "1.0.0", "licence": "Apache-2.0", "model": "model.onnx", "sha256": "SHA256",
             "input": {"name": "audio", "sample_rate": 8000, "window_samples": 4000, "hop_samples": 2000, "normalise": "none"},
             "output": {"name": "scores", "activation": "sigmoid", "sensitivity": {"formula": "slope", "value": 1.0}, "embedding": "features"},
             "labels": {"file": "labels.csv", "format": "csv:scientific,common"},
             "non_event_classes": ["Noise", "Human voice"], "human_classes": ["Human voice"],
             "threshold": 0.25, "min_ram_mb": 64, "a_later_field": true}
            """;
    }

    public static TinyPack in(Path folder) {
        return new TinyPack(folder);
    }

    public TinyPack replacingInManifest(String text, String by) {
        if (!manifest.contains(text)) {
            throw new IllegalArgumentException("not in the manifest: " + text);
        }
        manifest = manifest.replace(text, by);
        return this;
    }

    public TinyPack withLabels(String text) {
        labels = text;
        return this;
    }

    /** Writes the pack; returns its location. */
    public String write() {
        byte[] model = graph().toByteArray();
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("model.onnx"), model);
            Files.writeString(folder.resolve("labels.csv"), labels);
            Files.writeString(folder.resolve("manifest.json"), manifest.replace("SHA256", sha256(model)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder.toString();
    }

    private static ModelProto graph() {
        TensorProto.Builder weights = tensor("weights", WINDOW, GAINS.length);
        for (int i = 0; i < WINDOW; i++) {
            for (float gain : GAINS) {
                weights.addFloatData(gain / WINDOW);
            }
        }
        TensorProto.Builder offsets = tensor("offsets", GAINS.length);
        for (float offset : OFFSETS) {
            offsets.addFloatData(offset);
        }
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("tiny")
                .addInput(floats("audio", WINDOW))
                .addOutput(floats("scores", GAINS.length))
                .addOutput(floats("features", GAINS.length))
                .addInitializer(weights)
                .addInitializer(offsets)
                .addNode(node("MatMul", "features", "audio", "weights"))
                .addNode(node("Sub", "scores", "features", "offsets"));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
    }

    private static NodeProto node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addOutput(output)
                .addAllInput(List.of(inputs))
                .build();
    }

    private static TensorProto.Builder tensor(String name, long... dimensions) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (long dimension : dimensions) {
            tensor.addDims(dimension);
        }
        return tensor;
    }

    private static ValueInfoProto floats(String name, long columns) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("windows"))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(columns));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
