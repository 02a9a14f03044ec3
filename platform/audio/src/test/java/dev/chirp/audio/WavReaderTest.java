package dev.chirp.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavReaderTest {
    private static final double[] SINE = WavFile.sine(4_000, 8_000, 440, 0.5);

    @ParameterizedTest
    @EnumSource(SampleFormat.class)
    void decodesEverySampleFormat(SampleFormat format) throws Exception {
        Decoded decoded = Decoded.of(WavFile.of(format, 1, 8_000, SINE).bytes());

        assertThat(decoded.facts().durationSeconds()).isEqualTo(0.5);
        assertThat(decoded.mono()).hasSize(SINE.length);
        for (int i = 0; i < SINE.length; i++) {
            assertThat((double) decoded.mono()[i]).isEqualTo(SINE[i], within(format == SampleFormat.U8 ? 0.01 : 1e-4));
        }
    }

    @ParameterizedTest
    @EnumSource(SampleFormat.class)
    void decodesTheExtensibleForm(SampleFormat format) throws Exception {
        Decoded decoded = Decoded.of(WavFile.of(format, 1, 8_000, SINE).extensible());

        assertThat((double) decoded.mono()[10]).isEqualTo(SINE[10], within(0.01));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 16})
    void averagesChannelsToMono(int channels) throws Exception {
        double[] interleaved = new double[channels * 1_000];
        for (int i = 0; i < interleaved.length; i += channels) {
            interleaved[i] = 0.8;
        }

        Decoded decoded = Decoded.of(
                WavFile.of(SampleFormat.S24, channels, 8_000, interleaved).bytes());

        assertThat(decoded.mono()).hasSize(1_000);
        assertThat(decoded.mono()[999]).isEqualTo(0.8f / channels, within(1e-5f));
    }

    @Test
    void skipsChunksThatItDoesNotKnow() throws Exception {
        Decoded decoded = Decoded.of(WavFile.tone().amongOtherChunks());

        assertThat(decoded.mono()).hasSize(8_000);
    }

    @Test
    void readsBigEndianFiles() throws Exception {
        ByteBuffer file = ByteBuffer.allocate(44 + 2_000).order(ByteOrder.BIG_ENDIAN);
        file.put("RIFX".getBytes()).putInt(2_036).put("WAVEfmt ".getBytes()).putInt(16);
        file.putShort((short) 1)
                .putShort((short) 1)
                .putInt(8_000)
                .putInt(16_000)
                .putShort((short) 2)
                .putShort((short) 16);
        file.put("data".getBytes()).putInt(2_000);
        while (file.hasRemaining()) {
            file.putShort((short) 0x4000);
        }

        assertThat(Decoded.of(file.array()).mono()).hasSize(1_000).containsOnly(0.5f);
    }

    @Test
    void readsSamplesOfTwentyBitsInThreeBytes() throws Exception {
        byte[] file = WavFile.of(SampleFormat.S24, 1, 8_000, SINE).withBits(20).bytes();

        assertThat((double) Decoded.of(file).mono()[10]).isEqualTo(SINE[10], within(1e-4));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2_000_000_000L, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL})
    void believesTheFileRatherThanAPlaceholderSize(long declared) throws Exception {
        Decoded decoded = Decoded.of(WavFile.tone().withDataSize(declared).bytes());

        assertThat(decoded.facts().frames()).isEqualTo(8_000);
        assertThat(decoded.mono()).hasSize(8_000);
    }

    @Test
    void ignoresAnIncompleteLastFrame() throws Exception {
        WavFile tone = WavFile.of(SampleFormat.S16, 2, 8_000, SINE);
        byte[] file = WavFile.tone().chunks("RIFF", tone.fmt(16), WavFile.chunk("data", new byte[8_003], 8_003));

        assertThat(Decoded.of(file).mono()).hasSize(2_000);
    }

    @Test
    void replacesWhatIsNoNumberBySilenceAndCountsIt() throws Exception {
        double[] samples = WavFile.sine(1_000, 8_000, 440, 0.5);
        samples[3] = Double.NaN;
        samples[4] = Double.POSITIVE_INFINITY;
        samples[5] = 1e30;

        Decoded decoded =
                Decoded.of(WavFile.of(SampleFormat.F32, 1, 8_000, samples).bytes());

        assertThat(decoded.reader().replacedSamples()).isEqualTo(2);
        assertThat(decoded.mono()[3]).isZero();
        assertThat(decoded.mono()[4]).isZero();
        assertThat(decoded.mono()[5]).isEqualTo(1f);
    }

    @Test
    void readsWhatTheWriterWrote() throws Exception {
        float[] mono = {0, 0.25f, -0.25f, 1, -1, 2};
        float[] long_ = new float[6_000];
        System.arraycopy(mono, 0, long_, 0, mono.length);

        WavReader reader = WavReader.open(new ByteArrayInputStream(WavWriter.toBytes(long_, 48_000)));
        float[] read = Decoded.drain(reader);

        assertThat(reader.sampleRate()).isEqualTo(48_000);
        assertThat(read).hasSize(6_000);
        assertThat(new float[] {read[0], read[1], read[2], read[3], read[4], read[5]})
                .containsExactly(new float[] {0, 0.25f, -0.25f, 1, -1, 1}, within(1e-4f));
    }
}
