package dev.chirp.song.voice;

/** A two-pole band-pass (formant) that can be retuned while it runs. Not thread-safe. */
final class Resonator {
    private double feedback1;
    private double feedback2;
    private double gain;
    private double previous;
    private double beforePrevious;

    void tune(double hertz, double bandwidth, int sampleRate) {
        double radius = StrictMath.exp(-StrictMath.PI * bandwidth / sampleRate);
        feedback1 = 2 * radius * StrictMath.cos(2 * StrictMath.PI * hertz / sampleRate);
        feedback2 = -radius * radius;
        gain = (1 - radius)
                * StrictMath.sqrt(
                        1 - 2 * radius * StrictMath.cos(4 * StrictMath.PI * hertz / sampleRate) + radius * radius);
    }

    double filter(double sample) {
        double out = gain * sample + feedback1 * previous + feedback2 * beforePrevious;
        beforePrevious = previous;
        previous = out;
        return out;
    }
}
