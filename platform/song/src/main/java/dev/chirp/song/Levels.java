package dev.chirp.song;

/** Powers and peaks of mono tracks. */
public final class Levels {
    /** Samples below this share of the peak (−40 dB) count as silence when a signal's power is measured. */
    private static final double SILENCE = 0.01;

    private Levels() {}

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

    /** Scales to a peak; silence stays silence. */
    public static void setPeak(float[] samples, double peak) {
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
    public static double power(float[] samples) {
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

    /** From the first sample that sounds to behind the last one. */
    public record Extent(int start, int end) {}

    /** Where the samples sound; nothing of a silent track. */
    public static Extent extent(float[] samples) {
        double floor = peak(samples) * SILENCE;
        int start = 0;
        while (start < samples.length && StrictMath.abs(samples[start]) <= floor) {
            start++;
        }
        int end = samples.length;
        while (end > start && StrictMath.abs(samples[end - 1]) <= floor) {
            end--;
        }
        return new Extent(start, end);
    }
}
