package dev.chirp.classify.audio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandPassTest {
    private static final int RATE = 32_000;

    /** Second order: 12 dB per octave outside, 3 dB at the edges. */
    @ParameterizedTest
    @CsvSource({
        "100, -30, -20",
        "500, -3.2, -2.8",
        "2000, -0.3, 0.1",
        "8000, -3.2, -2.8",
        "15000, -60, -18",
    })
    void letsABandThrough(double hertz, double least, double most) {
        float[] samples = new float[RATE];
        for (int i = 0; i < RATE; i++) {
            samples[i] = (float) Math.sin(2 * Math.PI * hertz * i / RATE);
        }
        double before = power(samples);

        new BandPass(500, 8_000, RATE).apply(samples);

        assertThat(10 * Math.log10(power(samples) / before)).isBetween(least, most);
    }

    private static double power(float[] samples) {
        double sum = 0;
        for (int i = RATE / 2; i < RATE; i++) {
            sum += (double) samples[i] * samples[i];
        }
        return sum;
    }
}
