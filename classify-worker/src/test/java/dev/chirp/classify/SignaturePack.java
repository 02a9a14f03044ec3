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
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A graph with the tensor names and shapes of a real bird model and an answer that is known: every output is a linear
 * function of the highest sample of the window, so a test decides what is heard by how loud it is.
 */
public final class SignaturePack {
    private final Path folder;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("signature");

    /** @param window samples of a window */
    public SignaturePack(Path folder, String input, int window) {
        this.folder = folder;
        graph.addInput(floats(input, -1, window));
        graph.addNode(NodeProto.newBuilder()
                .setOpType("ReduceMax")
                .setName("loudest")
                .addInput(input)
                .addOutput("loudest")
                .addAttribute(ai.onnx.proto.OnnxMl.AttributeProto.newBuilder()
                        .setName("axes")
                        .setType(ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INTS)
                        .addInts(1))
                .addAttribute(ai.onnx.proto.OnnxMl.AttributeProto.newBuilder()
                        .setName("keepdims")
                        .setType(ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INT)
                        .setI(1)));
    }

    /** Adds {@code float[batch][size]}: {@code gain(i) · loudest + offset(i)}. */
    public SignaturePack output(String name, int size, IntFunction<Float> gain, IntFunction<Float> offset) {
        graph.addInitializer(row(name + "_gain", size, gain))
                .addInitializer(row(name + "_offset", size, offset))
                .addNode(node("MatMul", name + "_raw", "loudest", name + "_gain"))
                .addNode(node("Add", name, name + "_raw", name + "_offset"))
                .addOutput(floats(name, -1, size));
        return this;
    }

    /** Adds an output of more dimensions that nothing reads: {@code loudest} stretched over a shape. */
    public SignaturePack extra(String name, long... dimensions) {
        TensorProto.Builder ones = tensor(name + "_ones", prepended(1, dimensions));
        long size = IntStream.range(0, dimensions.length)
                .mapToLong(i -> dimensions[i])
                .reduce(1, (a, b) -> a * b);
        for (long i = 0; i < size; i++) {
            ones.addFloatData(1);
        }
        TensorProto.Builder shape = TensorProto.newBuilder()
                .setName(name + "_shape")
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(dimensions.length + 1)
                .addInt64Data(-1);
        for (int i = 0; i < dimensions.length; i++) {
            shape.addInt64Data(1);
        }
        graph.addInitializer(ones)
                .addInitializer(shape)
                .addNode(node("Reshape", name + "_column", "loudest", name + "_shape"))
                .addNode(node("Mul", name, name + "_column", name + "_ones"))
                .addOutput(floats(name, prepended(-1, dimensions)));
        return this;
    }

    /**
     * Writes the pack and answers its location.
     *
     * @param manifest in which SHA256 stands for the hash of {@code model.onnx}
     */
    public String write(String manifest, String labelFile, String labels) {
        try {
            Files.createDirectories(folder);
            byte[] model = model(graph);
            Files.write(folder.resolve("model.onnx"), model);
            Files.writeString(folder.resolve(labelFile), labels);
            Files.writeString(
                    folder.resolve("manifest.json"), manifest.replace("\"SHA256\"", '"' + sha256(model) + '"'));
            return folder.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Numbered lines. */
    public static String lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
    }

    /** {@code probability(latitude) = gain · latitude + offset} of every class. */
    public static byte[] geography(
            String input, String output, int labels, IntFunction<Float> gain, IntFunction<Float> offset) {
        TensorProto.Builder weights = tensor("weights", 3, labels);
        for (int coordinate = 0; coordinate < 3; coordinate++) {
            for (int i = 0; i < labels; i++) {
                weights.addFloatData(coordinate == 0 ? gain.apply(i) : 0);
            }
        }
        return model(GraphProto.newBuilder()
                .setName("geography")
                .addInput(floats(input, 1, 3))
                .addOutput(floats(output, 1, labels))
                .addInitializer(weights)
                .addInitializer(row("offsets", labels, offset))
                .addNode(node("MatMul", "raw", input, "weights"))
                .addNode(node("Add", output, "raw", "offsets")));
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] model(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static NodeProto node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addOutput(output)
                .addAllInput(List.of(inputs))
                .build();
    }

    private static TensorProto.Builder row(String name, int size, IntFunction<Float> value) {
        TensorProto.Builder tensor = tensor(name, 1, size);
        for (int i = 0; i < size; i++) {
            tensor.addFloatData(value.apply(i));
        }
        return tensor;
    }

    private static TensorProto.Builder tensor(String name, long... dimensions) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (long dimension : dimensions) {
            tensor.addDims(dimension);
        }
        return tensor;
    }

    /** A negative dimension is free. */
    private static ValueInfoProto floats(String name, long... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dimension : dimensions) {
            shape.addDim(
                    dimension < 0
                            ? TensorShapeProto.Dimension.newBuilder().setDimParam("batch")
                            : TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }

    private static long[] prepended(long first, long[] rest) {
        long[] all = new long[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }
}
