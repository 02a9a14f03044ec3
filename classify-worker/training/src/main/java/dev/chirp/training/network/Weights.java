package dev.chirp.training.network;

import java.util.List;

/**
 * A trained network as plain numbers, batch normalisation folded into the convolutions.
 *
 * @param convolutions in order
 * @param linear {@code [classes][features]} and {@code [classes]}; the features are the means per (channel, band), then
 *     the maxima
 */
public record Weights(List<Affine> convolutions, Affine linear) {
    public Weights {
        convolutions = List.copyOf(convolutions);
    }

    /** Nobody changes the arrays after training. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Affine(float[] weights, float[] bias) {}
}
