package dev.chirp.audio.spectrogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chirp.audio.BytesChannel;
import dev.chirp.audio.WavWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpectrogramTest {
    @ParameterizedTest
    @CsvSource({"32000, 9", "8000, 0.2", "44100, 1", "384000, 0.1", "1000, 5"})
    void showsAToneAtItsFrequencyFromBeginningToEnd(int rate, double seconds) throws Exception {
        double top = Math.min(12_000, rate / 2.0);
        double hertz = top / 3;

        byte[] png = Spectrogram.png(new BytesChannel(tone(rate, seconds, hertz)));

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(image.getWidth()).isEqualTo(800);
        assertThat(image.getHeight()).isEqualTo(256);
        assertThat(png).hasSizeLessThan(200_000);
        for (int column : new int[] {100, 400, 700}) {
            assertThat(brightestRow(image, column)).isCloseTo(255 - 256 / 3, within(6));
        }
    }

    private static int brightestRow(BufferedImage image, int column) {
        int brightest = 0;
        for (int row = 0; row < image.getHeight(); row++) {
            if (green(image, column, row) > green(image, column, brightest)) {
                brightest = row;
            }
        }
        return brightest;
    }

    private static int green(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) >> 8 & 0xff;
    }

    private static byte[] tone(int rate, double seconds, double hertz) {
        float[] tone = new float[(int) (rate * seconds)];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / rate));
        }
        return WavWriter.toBytes(tone, rate);
    }
}
