package dev.chirp.classify.audio;

/**
 * Lets a band of frequencies through: a high-pass and a low-pass of second order, Butterworth, one after the other; both
 * are 3 dB down at their edge. Coefficients after Bristow-Johnson's "Cookbook formulae for audio EQ biquad filter
 * coefficients". Runs on through the blocks of a recording; one per recording, not thread-safe.
 */
final class BandPass {
    private static final double BUTTERWORTH_Q = Math.sqrt(0.5);

    private final Section low;
    private final Section high;

    /**
     * Begins in silence.
     *
     * @param lowHz the lower edge
     * @param highHz the upper edge, below half of the sample rate
     */
    BandPass(double lowHz, double highHz, int sampleRate) {
        this.low = Section.of(lowHz, sampleRate, true);
        this.high = Section.of(highHz, sampleRate, false);
    }

    void apply(float[] samples) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) high.filter(low.filter(samples[i]));
        }
    }

    /** Two poles and two zeros, in transposed direct form II. */
    private static final class Section {
        private final double outer;
        private final double middle;
        private final double feedback1;
        private final double feedback2;
        private double state1;
        private double state2;

        private Section(double outer, double middle, double feedback1, double feedback2) {
            this.outer = outer;
            this.middle = middle;
            this.feedback1 = feedback1;
            this.feedback2 = feedback2;
        }

        static Section of(double hertz, int sampleRate, boolean highPass) {
            double omega = 2 * Math.PI * hertz / sampleRate;
            double alpha = Math.sin(omega) / (2 * BUTTERWORTH_Q);
            double whole = 1 + alpha;
            double edge = highPass ? 1 + Math.cos(omega) : 1 - Math.cos(omega);
            double middle = highPass ? -edge : edge;
            return new Section(edge / 2 / whole, middle / whole, -2 * Math.cos(omega) / whole, (1 - alpha) / whole);
        }

        double filter(double sample) {
            double out = outer * sample + state1;
            state1 = middle * sample - feedback1 * out + state2;
            state2 = outer * sample - feedback2 * out;
            return out;
        }
    }
}
