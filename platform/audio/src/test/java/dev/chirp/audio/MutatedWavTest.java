package dev.chirp.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.audio.spectrogram.Spectrogram;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, the answer is sound or a rejection; both readers agree which. */
class MutatedWavTest {
    private static final int SEEDS = 100;
    private static final int FILES = 10_000;

    @Test
    void answersEveryMutationWithSoundOrARejection() throws Exception {
        RandomGenerator random = new Random(20_260_101);
        List<byte[]> seeds = Stream.generate(() -> seed(random)).limit(SEEDS).toList();
        int accepted = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] file = mutate(seeds.get(i % SEEDS), random);
            accepted += hears(file) ? 1 : 0;
        }
        // Both outcomes must be common, or the mutations explore nothing.
        assertThat(accepted).isBetween(FILES / 20, FILES * 19 / 20);
    }

    private static boolean hears(byte[] file) throws IOException {
        AudioRejection byProbe = null;
        try {
            Decoded.probe(file);
        } catch (AudioRejection rejection) {
            byProbe = rejection;
        }
        try {
            float[] mono = Decoded.drain(AudioReader.open(new ByteArrayInputStream(file)));
            boolean bounded = true;
            for (float sample : mono) {
                bounded &= sample >= -1 && sample <= 1;
            }
            assertThat(bounded).isTrue();
            assertThat(byProbe).isNull();
            return true;
        } catch (AudioRejection rejection) {
            assertThat(byProbe).isNotNull();
            assertThat(byProbe.detail()).isEqualTo(rejection.detail());
            return false;
        }
    }

    private static byte[] seed(RandomGenerator random) {
        SampleFormat format = SampleFormat.values()[random.nextInt(SampleFormat.values().length)];
        int channels = random.nextInt(1, 9);
        double[] samples = WavFile.sine(random.nextInt(40, 600) * channels, 8_000, 700, 0.7);
        WavFile file = WavFile.of(format, channels, 1_000 + random.nextInt(4_000), samples);
        return switch (random.nextInt(3)) {
            case 0 -> file.bytes();
            case 1 -> file.extensible();
            default -> file.amongOtherChunks();
        };
    }

    private static byte[] mutate(byte[] file, RandomGenerator random) {
        byte[] mutated = file.clone();
        for (int flips = random.nextInt(4); flips > 0; flips--) {
            // Headers are where the interesting fields are.
            mutated[random.nextInt(random.nextBoolean() ? 64 : mutated.length)] = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> (byte) 0xff;
                case 2 -> 0x7f;
                default -> (byte) random.nextInt();
            };
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(mutated, random.nextInt(mutated.length)) : mutated;
    }

    @Test
    void drawsOrRejectsWhateverIsGiven() throws Exception {
        RandomGenerator random = new Random(7);
        for (int i = 0; i < 20; i++) {
            byte[] file = mutate(seed(random), random);
            try {
                assertThat(Spectrogram.png(new BytesChannel(file))).isNotEmpty();
            } catch (AudioRejection expected) {
                assertThat(expected.detail()).isNotBlank();
            }
        }
    }
}
