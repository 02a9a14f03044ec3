package dev.chirp.song.voice;

/**
 * What air takes from a sound on its way to the microphone. Absorption after ISO 9613-1 at 20 °C and 70 % humidity
 * (0.5, 0.9, 2.3 and 7.7 dB per 100 m at 1, 2, 4 and 8 kHz), of which {@code 0.35 + 0.113 f²} with f in kHz is a fit
 * within 0.2 dB; spreading is the caller's matter, who scales the level.
 */
public final class Distance {
    private static final int TAPS = 63;
    private static final int STEPS = 256;

    private Distance() {}

    /** Filters a track in place by a linear-phase filter whose delay of about 1 ms is taken off again. */
    public static void travel(Track track, double metres) {
        double[] taps = taps(metres, track.sampleRate());
        float[] samples = track.samples();
        float[] near = samples.clone();
        for (int i = 0; i < samples.length; i++) {
            double sum = 0;
            for (int k = 0; k < TAPS; k++) {
                int from = i + TAPS / 2 - k;
                if (from >= 0 && from < near.length) {
                    sum += taps[k] * near[from];
                }
            }
            samples[i] = (float) sum;
        }
    }

    /** Decibels that are lost at a frequency. */
    static double absorption(double hertz, double metres) {
        double kilohertz = hertz / 1_000;
        return (0.35 + 0.113 * kilohertz * kilohertz) * metres / 100;
    }

    /** The inverse Fourier transform of the wanted amplitudes, under a Hann window. */
    private static double[] taps(double metres, int sampleRate) {
        var taps = new double[TAPS];
        for (int k = 0; k < TAPS; k++) {
            int offset = k - TAPS / 2;
            double sum = 0;
            for (int step = 0; step < STEPS; step++) {
                double share = (step + 0.5) / STEPS;
                double amplitude = StrictMath.pow(10, -absorption(share * sampleRate / 2, metres) / 20);
                sum += amplitude * StrictMath.cos(StrictMath.PI * share * offset);
            }
            double window = 0.5 + 0.5 * StrictMath.cos(2 * StrictMath.PI * offset / (TAPS + 1));
            taps[k] = window * sum / STEPS;
        }
        return taps;
    }
}
