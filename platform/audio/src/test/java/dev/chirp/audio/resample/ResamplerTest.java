package dev.chirp.audio.resample;

import static dev.chirp.audio.resample.Signals.concat;
import static dev.chirp.audio.resample.Signals.decibels;
import static dev.chirp.audio.resample.Signals.middle;
import static dev.chirp.audio.resample.Signals.power;
import static dev.chirp.audio.resample.Signals.resample;
import static dev.chirp.audio.resample.Signals.sine;
import static dev.chirp.audio.resample.Signals.withoutTone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
    @ParameterizedTest
    @CsvSource({"48000, 32000", "44100, 32000", "96000, 32000", "47999, 32000", "383999, 32000"})
    void suppressesWhatWouldFoldIntoThePassBandByNinetyDecibels(int from, int to) {
        for (double hertz = to / 2.0 * 1.1; hertz < Math.min(from / 2.0, to * 2); hertz += to / 23.0) {
            double leaked = decibels(power(middle(resample(sine(hertz, from, 1), from, to))) / 0.5);

            assertThat(leaked).as("%.0f Hz from %d to %d", hertz, from, to).isLessThan(-90);
        }
    }

    @ParameterizedTest
    @CsvSource({"8000, 32000", "16000, 32000", "22050, 32000", "7919, 32000"})
    void suppressesImagesByNinetyDecibels(int from, int to) {
        for (double hertz = from / 17.0; hertz < from / 2.0 * 0.9; hertz += from / 17.0) {
            double[] residual = withoutTone(middle(resample(sine(hertz, from, 1), from, to)), hertz, to);

            assertThat(decibels(power(residual) / 0.5))
                    .as("%.0f Hz from %d", hertz, from)
                    .isLessThan(-90);
        }
    }

    @ParameterizedTest
    @CsvSource({"48000, 32000", "44100, 32000", "8000, 32000", "47999, 32000", "32000, 48000"})
    void keepsThePassBandWithinAHundredthOfADecibel(int from, int to) {
        double edge = Math.min(from, to) / 2.0 * 0.9;
        for (double hertz = edge / 20; hertz <= edge; hertz += edge / 20) {
            double gain = decibels(power(middle(resample(sine(hertz, from, 1), from, to))) / 0.5);

            assertThat(gain).as("%.0f Hz from %d to %d", hertz, from, to).isEqualTo(0, within(0.01));
        }
    }

    @ParameterizedTest
    @CsvSource({"48000, 32000", "44100, 32000", "8000, 32000", "47999, 32000", "32000, 32000", "384000, 32000"})
    void givesTheSameSamplesHoweverTheStreamIsCut(int from, int to) {
        float[] input = noise(5_000);
        float[] whole = resample(input, from, to);

        Random random = new Random(5);
        Resampler resampler = new Resampler(from, to);
        float[] pieces = new float[0];
        for (int at = 0; at < input.length; ) {
            int length = Math.min(1 + random.nextInt(700), input.length - at);
            pieces = concat(pieces, resampler.resample(Arrays.copyOfRange(input, at, at + length), length));
            at += length;
        }
        pieces = concat(pieces, resampler.finish());

        assertThat(pieces).containsExactly(whole);
        assertThat(whole).hasSize((int) Math.ceilDiv(5_000L * to, from));
    }

    @ParameterizedTest
    @CsvSource({"48000, 32000", "44100, 32000", "8000, 32000"})
    void addsNoDelay(int from, int to) {
        float[] output = resample(sine(500, from, 1), from, to);
        float[] expected = sine(500, to, 1);

        for (int i = output.length / 4; i < output.length / 2; i++) {
            assertThat(output[i]).isEqualTo(expected[i], within(1e-3f));
        }
    }

    private static float[] noise(int length) {
        Random random = new Random(3);
        float[] noise = new float[length];
        for (int i = 0; i < length; i++) {
            noise[i] = random.nextFloat(-1, 1);
        }
        return noise;
    }
}
