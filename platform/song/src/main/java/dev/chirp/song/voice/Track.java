package dev.chirp.song.voice;

/** A mono recording in the making: samples of any level at {@code sampleRate} Hz. Not thread-safe. */
public final class Track {
    private final float[] samples;
    private final int sampleRate;

    public Track(double seconds, int sampleRate) {
        if (sampleRate < 4_000 || sampleRate > 192_000) {
            throw new IllegalArgumentException("sampleRate: %d (expected: 4000..192000)".formatted(sampleRate));
        }
        if (!(seconds > 0 && seconds <= 3_600)) {
            throw new IllegalArgumentException("seconds: %s (expected: more than 0, at most 3600)".formatted(seconds));
        }
        this.samples = new float[(int) StrictMath.round(seconds * sampleRate)];
        this.sampleRate = sampleRate;
    }

    public float[] samples() {
        return samples;
    }

    public int sampleRate() {
        return sampleRate;
    }

    public double seconds() {
        return (double) samples.length / sampleRate;
    }

    /** Adds to one sample; outside the recording nothing happens, so a note may run over its end. */
    public void add(int index, double value) {
        if (index >= 0 && index < samples.length) {
            samples[index] += (float) value;
        }
    }

    public int index(double second) {
        return (int) (second * sampleRate);
    }
}
