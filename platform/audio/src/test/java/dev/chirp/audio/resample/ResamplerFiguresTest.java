package dev.chirp.audio.resample;

import static dev.chirp.audio.resample.Signals.decibels;
import static dev.chirp.audio.resample.Signals.middle;
import static dev.chirp.audio.resample.Signals.power;
import static dev.chirp.audio.resample.Signals.resample;
import static dev.chirp.audio.resample.Signals.sine;
import static dev.chirp.audio.resample.Signals.withoutTone;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the table of the README. */
class ResamplerFiguresTest {
    private static final int TONES = 24;

    @ParameterizedTest
    @CsvSource({
        // Hz, ripple below and rejection above so many dB
        "8000, 32000, 0.0005, 100",
        "11025, 32000, 0.0005, 100",
        "16000, 32000, 0.0005, 100",
        "22050, 32000, 0.0005, 100",
        "44100, 32000, 0.0005, 100",
        "48000, 32000, 0.0005, 100",
        "96000, 32000, 0.0005, 100",
        "8000, 48000, 0.0005, 100",
        "11025, 48000, 0.0005, 100",
        "16000, 48000, 0.0005, 100",
        "22050, 48000, 0.0005, 100",
        "44100, 48000, 0.0005, 100",
        "96000, 48000, 0.0005, 100",
    })
    void keepsItsRippleAndItsStopBand(int from, int to, double ripple, double rejection) {
        double edge = Math.min(from, to) / 2.0;
        double worstGain = 0;
        double worstLeak = -300;
        for (int tone = 1; tone <= TONES; tone++) {
            double hertz = 0.9 * edge * tone / TONES;
            double[] output = middle(resample(sine(hertz, from, 1), from, to));
            worstGain = Math.max(worstGain, Math.abs(decibels(power(output) / 0.5)));
            worstLeak = Math.max(worstLeak, decibels(power(withoutTone(output, hertz, to)) / 0.5));
        }
        for (int tone = 0; tone < TONES && from > to; tone++) {
            double hertz = 1.1 * edge + (from / 2.0 - 1.1 * edge) * (tone + 0.5) / TONES;
            worstLeak = Math.max(worstLeak, decibels(power(middle(resample(sine(hertz, from, 1), from, to))) / 0.5));
        }
        assertThat(worstGain).as("ripple in dB").isLessThan(ripple);
        assertThat(-worstLeak).as("rejection in dB").isGreaterThan(rejection);
    }
}
