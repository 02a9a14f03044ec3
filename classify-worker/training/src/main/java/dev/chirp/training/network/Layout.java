package dev.chirp.training.network;

import java.util.List;

/**
 * The shape of the network: convolutions of 3×3 over (band, frame), each followed by batch normalisation and a
 * rectifier; then mean and maximum over time, per channel and band; then one linear layer to the classes.
 */
public final class Layout {
    public static final List<Convolution> CONVOLUTIONS = List.of(
            new Convolution(1, 16, 2, false),
            new Convolution(16, 24, 2, false),
            new Convolution(24, 48, 1, true),
            new Convolution(48, 64, 1, false));

    public static final int KERNEL = 3;

    private Layout() {}

    /**
     * A convolution and what follows it.
     *
     * @param stride in both directions
     * @param halved whether the maximum of 2×2 is taken afterwards
     */
    public record Convolution(int inputs, int outputs, int stride, boolean halved) {}
}
