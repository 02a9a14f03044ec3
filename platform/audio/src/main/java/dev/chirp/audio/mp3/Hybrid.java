package dev.chirp.audio.mp3;

import java.util.Arrays;

/** From the frequency lines of one channel to its 32 subbands, ISO/IEC 11172-3 §2.4.3.4. */
final class Hybrid {
    static final int SUBBANDS = 32;
    static final int STEPS = 18;

    /** What crosses from one subband to the next, table B.9. */
    private static final double[] CROSS = {-0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037};

    private static final float[][] WINDOWS = windows();
    private static final float[][] LONG_COSINES = cosines(18);
    private static final float[][] SHORT_COSINES = cosines(6);

    private final float[] overlap = new float[Granule.LINES];
    private final float[] block = new float[2 * STEPS];

    /** Adds the subbands of a granule to {@code into}, {@code [step][subband]}. */
    void transform(Granule granule, Spectrum spectrum, float[] into) {
        int longSubbands = granule.isShort() ? granule.mixed ? 2 : 0 : SUBBANDS;
        smooth(spectrum, longSubbands);
        for (int subband = 0; subband < SUBBANDS; subband++) {
            int from = subband * STEPS;
            if (from >= spectrum.used) {
                Arrays.fill(block, 0);
            } else if (subband < longSubbands) {
                blockOf(spectrum.lines, from, WINDOWS[granule.isShort() ? 0 : granule.blockType]);
            } else {
                shortBlocksOf(spectrum.lines, from);
            }
            for (int step = 0; step < STEPS; step++) {
                float value = block[step] + overlap[from + step];
                overlap[from + step] = block[STEPS + step];
                // Every other step of every other subband lies upside down.
                into[step * SUBBANDS + subband] += (step & subband & 1) != 0 ? -value : value;
            }
        }
    }

    private static void smooth(Spectrum spectrum, int longSubbands) {
        int borders = Math.min(longSubbands, (spectrum.used + STEPS - 1) / STEPS + 1) - 1;
        float[] lines = spectrum.lines;
        for (int border = 1; border <= borders; border++) {
            for (int i = 0; i < CROSS.length; i++) {
                double own = 1 / Math.sqrt(1 + CROSS[i] * CROSS[i]);
                double other = CROSS[i] * own;
                float low = lines[border * STEPS - 1 - i];
                float high = lines[border * STEPS + i];
                lines[border * STEPS - 1 - i] = (float) (low * own - high * other);
                lines[border * STEPS + i] = (float) (high * own + low * other);
            }
        }
        if (borders > 0) {
            spectrum.used = Math.max(spectrum.used, Math.min(Granule.LINES, (borders + 1) * STEPS));
        }
    }

    private void blockOf(float[] lines, int from, float[] window) {
        for (int i = 0; i < block.length; i++) {
            float[] cosines = LONG_COSINES[i];
            float sum = 0;
            for (int k = 0; k < STEPS; k++) {
                sum += lines[from + k] * cosines[k];
            }
            block[i] = sum * window[i];
        }
    }

    /** Three blocks, each a third later. */
    private void shortBlocksOf(float[] lines, int from) {
        Arrays.fill(block, 0);
        for (int window = 0; window < 3; window++) {
            for (int i = 0; i < 12; i++) {
                float sum = 0;
                for (int k = 0; k < 6; k++) {
                    sum += lines[from + 3 * k + window] * SHORT_COSINES[i][k];
                }
                block[6 + 6 * window + i] += sum * WINDOWS[Granule.SHORT][i];
            }
        }
    }

    private static float[][] cosines(int lines) {
        float[][] cosines = new float[2 * lines][lines];
        for (int i = 0; i < 2 * lines; i++) {
            for (int k = 0; k < lines; k++) {
                cosines[i][k] = (float) Math.cos(Math.PI / (4 * lines) * (2 * i + 1 + lines) * (2 * k + 1));
            }
        }
        return cosines;
    }

    /** By block type: normal, before short ones, short, behind short ones. */
    private static float[][] windows() {
        float[][] windows = new float[4][36];
        for (int i = 0; i < 36; i++) {
            float slow = (float) Math.sin(Math.PI / 36 * (i + 0.5));
            windows[0][i] = slow;
            windows[1][i] = i < 18 ? slow : i < 24 ? 1 : i < 30 ? (float) Math.sin(Math.PI / 12 * (i - 18 + 0.5)) : 0;
            windows[2][i] = i < 12 ? (float) Math.sin(Math.PI / 12 * (i + 0.5)) : 0;
            windows[3][i] = i < 6 ? 0 : i < 12 ? (float) Math.sin(Math.PI / 12 * (i - 6 + 0.5)) : i < 18 ? 1 : slow;
        }
        return windows;
    }
}
