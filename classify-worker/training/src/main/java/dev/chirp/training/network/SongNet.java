package dev.chirp.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The network of {@link Layout} as blocks of the training library. */
final class SongNet {
    private static final float EPSILON = 1e-5f;
    private static final float DROPOUT = 0.3f;

    private final SequentialBlock block = new SequentialBlock();
    private final List<Conv2d> convolutions = new ArrayList<>();
    private final List<BatchNorm> norms = new ArrayList<>();
    private final Linear linear;

    SongNet(int classes) {
        for (Layout.Convolution shape : Layout.CONVOLUTIONS) {
            add(shape);
        }
        linear = Linear.builder().setUnits(classes).build();
        block.add(new LambdaBlock(SongNet::overTime, "over-time"));
        block.add(Dropout.builder().optRate(DROPOUT).build());
        block.add(linear);
    }

    private void add(Layout.Convolution shape) {
        var convolution = Conv2d.builder()
                .setKernelShape(new Shape(Layout.KERNEL, Layout.KERNEL))
                .optPadding(new Shape(1, 1))
                .optStride(new Shape(shape.stride(), shape.stride()))
                .setFilters(shape.outputs())
                .optBias(false)
                .build();
        var norm = BatchNorm.builder().optEpsilon(EPSILON).build();
        convolutions.add(convolution);
        norms.add(norm);
        block.add(convolution).add(norm).add(Activation.reluBlock());
        if (shape.halved()) {
            block.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
        }
    }

    /** {@code [batch][channels][bands][frames]} to {@code [batch][2 * channels * bands]}. */
    private static NDList overTime(NDList inputs) {
        NDArray maps = inputs.singletonOrThrow();
        int[] time = {3};
        Shape flat = new Shape(maps.getShape().get(0), -1);
        return new NDList(NDArrays.concat(
                new NDList(maps.mean(time).reshape(flat), maps.max(time).reshape(flat)), 1));
    }

    Block block() {
        return block;
    }

    /** All trainable and running numbers, in a fixed order; see {@link #restore}. */
    List<float[]> snapshot() {
        return block.getParameters().values().stream()
                .map(parameter -> parameter.getArray().toFloatArray())
                .toList();
    }

    void restore(List<float[]> snapshot) {
        List<Parameter> parameters = block.getParameters().values();
        for (int i = 0; i < parameters.size(); i++) {
            parameters.get(i).getArray().set(snapshot.get(i));
        }
    }

    Weights weights() {
        var folded = new ArrayList<Weights.Affine>();
        for (int i = 0; i < convolutions.size(); i++) {
            folded.add(fold(values(convolutions.get(i), "weight"), norms.get(i)));
        }
        return new Weights(folded, new Weights.Affine(values(linear, "weight"), values(linear, "bias")));
    }

    private static Weights.Affine fold(float[] kernels, BatchNorm norm) {
        float[] gamma = values(norm, "gamma");
        float[] beta = values(norm, "beta");
        float[] mean = values(norm, "runningMean");
        float[] variance = values(norm, "runningVar");
        float[] bias = new float[gamma.length];
        float[] scaled = new float[kernels.length];
        int kernel = kernels.length / gamma.length;
        for (int out = 0; out < gamma.length; out++) {
            double scale = gamma[out] / Math.sqrt((double) variance[out] + EPSILON);
            bias[out] = (float) (beta[out] - mean[out] * scale);
            for (int i = out * kernel; i < (out + 1) * kernel; i++) {
                scaled[i] = (float) (kernels[i] * scale);
            }
        }
        return new Weights.Affine(scaled, bias);
    }

    private static float[] values(Block block, String name) {
        return Objects.requireNonNull(block.getParameters().get(name), name)
                .getArray()
                .toFloatArray();
    }
}
