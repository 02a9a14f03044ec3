package dev.chirp.classify.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chirp.audio.AudioReader;
import dev.chirp.audio.WavWriter;
import dev.chirp.classify.model.Manifest;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {
    private static final int RATE = 8_000;

    @ParameterizedTest
    @CsvSource({
        // seconds, windows of 3 s with a hop of 1.5 s
        "0.1, 1",
        "2.9, 1",
        "3, 1",
        "3.1, 2",
        "4.5, 2",
        "4.6, 3",
        "9, 5",
        "10, 6"
    })
    void coversTheWholeRecording(double seconds, int expected) throws Exception {
        assertThat(windows(ramp(seconds), RATE, 3 * RATE, 3 * RATE / 2)).hasSize(expected);
    }

    @Test
    void overlapsWindowsByTheirHop() throws Exception {
        List<float[]> windows = windows(ramp(1), RATE, 4_000, 1_000);

        assertThat(windows).hasSize(5);
        for (int i = 1; i < windows.size(); i++) {
            assertThat(windows.get(i)[0]).isEqualTo(windows.get(i - 1)[1_000]);
        }
    }

    @Test
    void padsTheLastWindowWithSilence() throws Exception {
        List<float[]> windows = windows(ramp(0.75), RATE, 4_000, 4_000);

        assertThat(windows).hasSize(2);
        assertThat(windows.get(1)[1_999]).isNotZero();
        assertThat(windows.get(1)[2_000]).isZero();
        assertThat(windows.get(1)[3_999]).isZero();
    }

    @ParameterizedTest
    @CsvSource({"16000", "32000", "7000"})
    void resamplesToTheRateOfTheModel(int rate) throws Exception {
        List<float[]> windows = windows(ramp(2), rate, rate, rate);

        assertThat(windows).hasSize(2);
        // The ramp passes a quarter of its height in the middle of the first second.
        assertThat(windows.get(0)[rate / 2]).isEqualTo(0.25f, within(0.01f));
    }

    @Test
    void knowsTheDurationAtTheEnd() throws Exception {
        Windows windows = of(ramp(2.5), 32_000, 1_000, 1_000);
        float[] window = new float[1_000];
        while (windows.next(window, 0)) {
            assertThat(windows.durationSeconds()).isLessThanOrEqualTo(2.5);
        }

        assertThat(windows.durationSeconds()).isEqualTo(2.5);
    }

    private static List<float[]> windows(byte[] wav, int rate, int length, int hop) throws Exception {
        Windows source = of(wav, rate, length, hop);
        List<float[]> windows = new ArrayList<>();
        float[] window = new float[length];
        while (source.next(window, 0)) {
            windows.add(window.clone());
        }
        return windows;
    }

    private static Windows of(byte[] wav, int rate, int length, int hop) throws Exception {
        return new Windows(
                AudioReader.open(new ByteArrayInputStream(wav)),
                new Manifest.Input("audio", rate, length, hop, "none", null));
    }

    /** From 0 to 1. */
    private static byte[] ramp(double seconds) {
        float[] ramp = new float[(int) Math.round(seconds * RATE)];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = (float) i / ramp.length;
        }
        return WavWriter.toBytes(ramp, RATE);
    }
}
