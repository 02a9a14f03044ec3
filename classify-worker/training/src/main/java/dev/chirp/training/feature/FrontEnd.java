package dev.chirp.training.feature;

/**
 * The fixed part of the model, as matrices: short-time Fourier transform by windowed cosines and sines, power, and
 * bands. The trainer and the ONNX graph use the same numbers.
 *
 * <p>A picture is {@code log(band / mean of all bands + 0.001)}: it does not depend on the gain of the microphone.
 */
public final class FrontEnd {
    public static final int SAMPLE_RATE = 32_000;
    public static final int WINDOW_SAMPLES = 96_000;
    public static final int HOP_SAMPLES = 48_000;

    public static final int FRAME_SAMPLES = 512;
    public static final int FRAME_HOP = 400;
    public static final int FRAMES = (WINDOW_SAMPLES - FRAME_SAMPLES) / FRAME_HOP + 1;
    public static final int BANDS = 64;

    /** Added to the mean before the division, so that digital silence is finite. */
    public static final float SILENCE = 1e-10f;

    /** Added before the logarithm: bands 30 dB below the mean and weaker look the same. */
    public static final float FLOOR = 1e-3f;

    private static final int FIRST_BIN = 3;
    private static final int LAST_BIN = 192;
    static final int BINS = LAST_BIN - FIRST_BIN + 1;

    /** Rows of the transform: all cosines, then all sines. */
    public static final int ROWS = 2 * BINS;

    private static final double LOW_HERTZ = 150;
    private static final double HIGH_HERTZ = 12_000;

    /** The bands are linear well below this and logarithmic well above it; mel has 700 Hz, made for speech. */
    private static final double CORNER_HERTZ = 2_500;

    private FrontEnd() {}

    /** {@code [ROWS][FRAME_SAMPLES]}: the Hann window times cosines and sines, scaled by the window's sum. */
    public static float[] transform() {
        float[] rows = new float[ROWS * FRAME_SAMPLES];
        for (int bin = 0; bin < BINS; bin++) {
            for (int n = 0; n < FRAME_SAMPLES; n++) {
                double hann = 0.5 - 0.5 * StrictMath.cos(2 * StrictMath.PI * n / FRAME_SAMPLES);
                double angle = 2 * StrictMath.PI * ((long) (bin + FIRST_BIN) * n % FRAME_SAMPLES) / FRAME_SAMPLES;
                double scaled = hann / (0.5 * FRAME_SAMPLES);
                rows[bin * FRAME_SAMPLES + n] = (float) (scaled * StrictMath.cos(angle));
                rows[(BINS + bin) * FRAME_SAMPLES + n] = (float) (scaled * StrictMath.sin(angle));
            }
        }
        return rows;
    }

    /** {@code [BANDS][ROWS]}: triangles that sum to one, over the squares of cosines and sines alike. */
    public static float[] bands() {
        float[] weights = new float[BANDS * ROWS];
        for (int band = 0; band < BANDS; band++) {
            double low = edge(band);
            double centre = edge(band + 1);
            double high = edge(band + 2);
            double[] triangle = new double[BINS];
            double sum = 0;
            for (int bin = 0; bin < BINS; bin++) {
                double hertz = (double) (bin + FIRST_BIN) * SAMPLE_RATE / FRAME_SAMPLES;
                double height = StrictMath.min((hertz - low) / (centre - low), (high - hertz) / (high - centre));
                triangle[bin] = StrictMath.max(0, height);
                sum += triangle[bin];
            }
            for (int bin = 0; bin < BINS; bin++) {
                float weight = (float) (triangle[bin] / sum);
                weights[band * ROWS + bin] = weight;
                weights[band * ROWS + BINS + bin] = weight;
            }
        }
        return weights;
    }

    private static double edge(int index) {
        double low = StrictMath.log1p(LOW_HERTZ / CORNER_HERTZ);
        double high = StrictMath.log1p(HIGH_HERTZ / CORNER_HERTZ);
        return CORNER_HERTZ * StrictMath.expm1(low + (high - low) * index / (BANDS + 1));
    }
}
