package dev.chirp.audio.resample;

import java.util.Arrays;

/** Tones, and what is left of them. */
final class Signals {
    private Signals() {}

    static float[] resample(float[] input, int from, int to) {
        Resampler resampler = new Resampler(from, to);
        return concat(resampler.resample(input, input.length), resampler.finish());
    }

    /** A fifth of a second. */
    static float[] sine(double hertz, int rate, double amplitude) {
        float[] sine = new float[rate / 5];
        for (int i = 0; i < sine.length; i++) {
            sine[i] = (float) (amplitude * Math.sin(2 * Math.PI * hertz * i / rate));
        }
        return sine;
    }

    /** Away from the ends, where the tone begins and stops, under a window that makes the measure independent of phase. */
    static double[] middle(float[] output) {
        int from = output.length / 4;
        int length = output.length / 2;
        double[] middle = new double[length];
        for (int i = 0; i < length; i++) {
            double hann = Math.sqrt(2.0 / 3) * (1 - Math.cos(2 * Math.PI * i / length));
            middle[i] = output[from + i] * hann;
        }
        return middle;
    }

    static double[] withoutTone(double[] windowed, double hertz, int rate) {
        double[] basis = new double[windowed.length];
        double[] residual = windowed.clone();
        int from = rate / 5 / 4;
        double ss = 0;
        double cc = 0;
        double sc = 0;
        double sx = 0;
        double cx = 0;
        double[][] tone = new double[2][windowed.length];
        for (int i = 0; i < basis.length; i++) {
            double hann = Math.sqrt(2.0 / 3) * (1 - Math.cos(2 * Math.PI * i / basis.length));
            tone[0][i] = hann * Math.sin(2 * Math.PI * hertz * (from + i) / rate);
            tone[1][i] = hann * Math.cos(2 * Math.PI * hertz * (from + i) / rate);
            ss += tone[0][i] * tone[0][i];
            cc += tone[1][i] * tone[1][i];
            sc += tone[0][i] * tone[1][i];
            sx += tone[0][i] * windowed[i];
            cx += tone[1][i] * windowed[i];
        }
        double determinant = ss * cc - sc * sc;
        double a = (sx * cc - cx * sc) / determinant;
        double b = (cx * ss - sx * sc) / determinant;
        for (int i = 0; i < residual.length; i++) {
            residual[i] -= a * tone[0][i] + b * tone[1][i];
        }
        return residual;
    }

    static double power(double[] samples) {
        return Arrays.stream(samples).map(sample -> sample * sample).sum() / samples.length;
    }

    static double decibels(double ratio) {
        return 10 * Math.log10(Math.max(ratio, 1e-30));
    }

    static float[] concat(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
