package dev.chirp.audio.resample;

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

    private static float[] resample(float[] input, int from, int to) {
        Resampler resampler = new Resampler(from, to);
        return concat(resampler.resample(input, input.length), resampler.finish());
    }

    /** A fifth of a second. */
    private static float[] sine(double hertz, int rate, double amplitude) {
        float[] sine = new float[rate / 5];
        for (int i = 0; i < sine.length; i++) {
            sine[i] = (float) (amplitude * Math.sin(2 * Math.PI * hertz * i / rate));
        }
        return sine;
    }

    private static float[] noise(int length) {
        Random random = new Random(3);
        float[] noise = new float[length];
        for (int i = 0; i < length; i++) {
            noise[i] = random.nextFloat(-1, 1);
        }
        return noise;
    }

    /** Away from the ends, where the tone begins and stops, under a window that makes the measure independent of phase. */
    private static double[] middle(float[] output) {
        int from = output.length / 4;
        int length = output.length / 2;
        double[] middle = new double[length];
        for (int i = 0; i < length; i++) {
            double hann = Math.sqrt(2.0 / 3) * (1 - Math.cos(2 * Math.PI * i / length));
            middle[i] = output[from + i] * hann;
        }
        return middle;
    }

    private static double[] withoutTone(double[] windowed, double hertz, int rate) {
        double[] basis = new double[windowed.length];
        double[] residual = windowed.clone();
        int from = rate / 5 / 4;
        double ss = 0;
        double cc = 0;
        double sc = 0;
        double sx = 0;
        double cx = 0;
        double[][] tone = new double[2][windowed.length];
        for (int i = 0; i < basis.length; i++) {
            double hann = Math.sqrt(2.0 / 3) * (1 - Math.cos(2 * Math.PI * i / basis.length));
            tone[0][i] = hann * Math.sin(2 * Math.PI * hertz * (from + i) / rate);
            tone[1][i] = hann * Math.cos(2 * Math.PI * hertz * (from + i) / rate);
            ss += tone[0][i] * tone[0][i];
            cc += tone[1][i] * tone[1][i];
            sc += tone[0][i] * tone[1][i];
            sx += tone[0][i] * windowed[i];
            cx += tone[1][i] * windowed[i];
        }
        double determinant = ss * cc - sc * sc;
        double a = (sx * cc - cx * sc) / determinant;
        double b = (cx * ss - sx * sc) / determinant;
        for (int i = 0; i < residual.length; i++) {
            residual[i] -= a * tone[0][i] + b * tone[1][i];
        }
        return residual;
    }

    private static double power(double[] samples) {
        return Arrays.stream(samples).map(sample -> sample * sample).sum() / samples.length;
    }

    private static double decibels(double ratio) {
        return 10 * Math.log10(Math.max(ratio, 1e-30));
    }

    private static float[] concat(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
