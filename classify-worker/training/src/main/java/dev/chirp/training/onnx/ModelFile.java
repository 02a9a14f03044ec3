package dev.chirp.training.onnx;

import static dev.chirp.training.onnx.Graph.ints;
import static dev.chirp.training.onnx.Graph.number;

import dev.chirp.training.feature.FrontEnd;
import dev.chirp.training.network.Layout;
import dev.chirp.training.network.Weights;
import java.util.List;

/**
 * The model as it is shipped: input {@code audio}, {@code float[batch][96000]} samples at 32 kHz of any loudness; output
 * {@code scores}, {@code float[batch][classes]}, to which the reader applies a sigmoid.
 */
public final class ModelFile {
    public static final String INPUT = "audio";
    public static final String OUTPUT = "scores";

    private ModelFile() {}

    /** The bytes of the ONNX file; the same weights give the same bytes. */
    public static byte[] write(Weights weights) {
        var graph = new Graph("backyard");
        String maps = picture(graph, graph.input(INPUT, FrontEnd.WINDOW_SAMPLES));
        for (int i = 0; i < Layout.CONVOLUTIONS.size(); i++) {
            maps = convolution(
                    graph,
                    "conv" + (i + 1),
                    maps,
                    Layout.CONVOLUTIONS.get(i),
                    weights.convolutions().get(i));
        }
        linear(graph, features(graph, maps), weights.linear());
        graph.output(OUTPUT, weights.linear().bias().length);
        return graph.bytes();
    }

    /** {@code [batch][samples]} to {@code [batch][1][bands][frames]}; see {@link FrontEnd}. */
    private static String picture(Graph graph, String audio) {
        String wave = graph.node("wave", "Unsqueeze", List.of(audio, graph.constant("wave.axes", 1)));
        String transform =
                graph.constant("transform.rows", FrontEnd.transform(), FrontEnd.ROWS, 1, FrontEnd.FRAME_SAMPLES);
        String waves = graph.node("transform", "Conv", List.of(wave, transform), ints("strides", FrontEnd.FRAME_HOP));
        String power = graph.node("power", "Mul", List.of(waves, waves));
        String bands = graph.constant("bands.weights", FrontEnd.bands(), FrontEnd.BANDS, FrontEnd.ROWS, 1);
        String energy = graph.node("bands", "Conv", List.of(power, bands));
        String mean = graph.node("mean", "ReduceMean", List.of(energy), ints("axes", 1, 2), number("keepdims", 1));
        String silence = graph.constant("silence", new float[] {FrontEnd.SILENCE}, 1);
        String level = graph.node("level", "Add", List.of(mean, silence));
        String relative = graph.node("relative", "Div", List.of(energy, level));
        String floor = graph.constant("floor", new float[] {FrontEnd.FLOOR}, 1);
        String raised = graph.node("raised", "Add", List.of(relative, floor));
        String log = graph.node("log", "Log", List.of(raised));
        return graph.node("picture", "Unsqueeze", List.of(log, graph.constant("picture.axes", 1)));
    }

    private static String convolution(
            Graph graph, String name, String maps, Layout.Convolution shape, Weights.Affine weights) {
        String kernels = graph.constant(
                name + ".kernels", weights.weights(), shape.outputs(), shape.inputs(), Layout.KERNEL, Layout.KERNEL);
        String bias = graph.constant(name + ".bias", weights.bias(), shape.outputs());
        String sums = graph.node(
                name,
                "Conv",
                List.of(maps, kernels, bias),
                ints("pads", 1, 1, 1, 1),
                ints("strides", shape.stride(), shape.stride()));
        String rectified = graph.node(name + ".relu", "Relu", List.of(sums));
        return shape.halved()
                ? graph.node(
                        name + ".halved",
                        "MaxPool",
                        List.of(rectified),
                        ints("kernel_shape", 2, 2),
                        ints("strides", 2, 2))
                : rectified;
    }

    private static String features(Graph graph, String maps) {
        String means = graph.node("means", "ReduceMean", List.of(maps), ints("axes", 3), number("keepdims", 0));
        String maxima = graph.node("maxima", "ReduceMax", List.of(maps), ints("axes", 3), number("keepdims", 0));
        String flatMeans = graph.node("means.flat", "Flatten", List.of(means));
        String flatMaxima = graph.node("maxima.flat", "Flatten", List.of(maxima));
        return graph.node("features", "Concat", List.of(flatMeans, flatMaxima), number("axis", 1));
    }

    private static void linear(Graph graph, String features, Weights.Affine weights) {
        int classes = weights.bias().length;
        String matrix =
                graph.constant("linear.weights", weights.weights(), classes, weights.weights().length / classes);
        String bias = graph.constant("linear.bias", weights.bias(), classes);
        graph.node(OUTPUT, "Gemm", List.of(features, matrix, bias), number("transB", 1));
    }
}
