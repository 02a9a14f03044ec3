package dev.chirp.song;

/** Levels of mono tracks. */
final class Mix {
    /** Samples below this share of the peak (−40 dB) count as silence when a signal's power is measured. */
    private static final double SILENCE = 0.01;

    private Mix() {}

    /** Adds {@code other} so that {@code samples}, while they sound, are {@code ratioDb} stronger than it. */
    static void add(float[] samples, float[] other, double ratioDb) {
        double otherPower = power(other);
        if (otherPower == 0) {
            return;
        }
        double wanted = power(samples) / StrictMath.pow(10, ratioDb / 10);
        float gain = (float) StrictMath.sqrt(wanted / otherPower);
        for (int i = 0; i < samples.length; i++) {
            samples[i] += gain * other[i];
        }
    }

    static void setPeak(float[] samples, double peak) {
        double loudest = peak(samples);
        if (loudest == 0) {
            return;
        }
        float gain = (float) (peak / loudest);
        for (int i = 0; i < samples.length; i++) {
            samples[i] *= gain;
        }
    }

    /** Mean power over the samples that sound. */
    static double power(float[] samples) {
        double floor = peak(samples) * SILENCE;
        double sum = 0;
        int sounding = 0;
        for (float sample : samples) {
            if (StrictMath.abs(sample) > floor) {
                sum += (double) sample * sample;
                sounding++;
            }
        }
        return sounding == 0 ? 0 : sum / sounding;
    }

    private static double peak(float[] samples) {
        double peak = 0;
        for (float sample : samples) {
            peak = StrictMath.max(peak, StrictMath.abs(sample));
        }
        return peak;
    }
}
