package dev.chirp.training.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** The front end on the trainer's library. Not thread-safe; close it to free the native memory. */
public final class Pictures implements AutoCloseable {
    private final NDManager manager;
    private final NDArray transform;
    private final NDArray bands;

    public Pictures(NDManager parent) {
        this.manager = parent.newSubManager();
        this.transform = manager.create(FrontEnd.transform(), new Shape(FrontEnd.ROWS, FrontEnd.FRAME_SAMPLES))
                .transpose();
        this.bands = manager.create(FrontEnd.bands(), new Shape(FrontEnd.BANDS, FrontEnd.ROWS))
                .transpose();
    }

    /** {@code float[BANDS][FRAMES]}, flat, of one window of samples. */
    public float[] of(float[] samples) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray frames = scope.create(frames(samples), new Shape(FrontEnd.FRAMES, FrontEnd.FRAME_SAMPLES));
            NDArray power = frames.matMul(transform).square();
            NDArray energy = power.matMul(bands);
            NDArray relative = energy.div(energy.mean().add(FrontEnd.SILENCE));
            NDArray picture = relative.add(FrontEnd.FLOOR).log().transpose();
            picture.attach(scope);
            return picture.toFloatArray();
        }
    }

    private static float[] frames(float[] samples) {
        float[] frames = new float[FrontEnd.FRAMES * FrontEnd.FRAME_SAMPLES];
        for (int f = 0; f < FrontEnd.FRAMES; f++) {
            System.arraycopy(
                    samples, f * FrontEnd.FRAME_HOP, frames, f * FrontEnd.FRAME_SAMPLES, FrontEnd.FRAME_SAMPLES);
        }
        return frames;
    }

    @Override
    public void close() {
        manager.close();
    }
}
