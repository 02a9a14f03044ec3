package dev.chirp.song.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistanceTest {
    private static final int RATE = 32_000;

    /** ISO 9613-1, table 1: 20 degrees, 70 % humidity, in dB per 100 m. */
    @ParameterizedTest
    @CsvSource({"1000, 0.50", "2000, 0.90", "4000, 2.29", "8000, 7.66"})
    void fitsTheAbsorptionOfAir(double hertz, double decibels) {
        assertThat(Distance.absorption(hertz, 100)).isCloseTo(decibels, within(0.2));
    }

    @ParameterizedTest
    @CsvSource({"1000, 60", "4000, 60", "8000, 60", "8000, 200", "500, 5"})
    void takesFromATone(double hertz, double metres) {
        var track = new Track(1, RATE);
        for (int i = 0; i < RATE; i++) {
            track.add(i, Sine.ofTurns(hertz * i / RATE));
        }
        double before = power(track.samples());

        Distance.travel(track, metres);

        double lost = 10 * Math.log10(before / power(track.samples()));
        assertThat(lost).isCloseTo(Distance.absorption(hertz, metres), within(0.3));
    }

    /** Of the middle, away from the filter's edges. */
    private static double power(float[] samples) {
        double sum = 0;
        for (int i = RATE / 4; i < 3 * RATE / 4; i++) {
            sum += (double) samples[i] * samples[i];
        }
        return sum;
    }
}
