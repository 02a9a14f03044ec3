package dev.chirp.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chirp.audio.AudioRejection.Code;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file that is not accepted gets the same code and the same sentence from the probe and from the decoder. */
class AudioRejectionTest {

    static Stream<Arguments> badFiles() {
        WavFile tone = WavFile.tone();
        byte[] whole = tone.bytes();
        double[] noNumbers = new double[1_000];
        Arrays.fill(noNumbers, Double.NaN);
        return Stream.of(
                Arguments.of("an empty file", new byte[0], Code.EMPTY_AUDIO, "empty"),
                Arguments.of("a PNG", png(), Code.UNSUPPORTED_MEDIA_TYPE, "not a recording"),
                Arguments.of("three bytes of text", new byte[] {'a', 'b', 'c'}, Code.UNSUPPORTED_MEDIA_TYPE, "not a"),
                Arguments.of("an M4A", "\0\0\0\40ftypM4A \0\0".getBytes(), Code.UNSUPPORTED_MEDIA_TYPE, "M4A (AAC)"),
                Arguments.of("A-law", tone.withTag(6).bytes(), Code.UNSUPPORTED_MEDIA_TYPE, "compressed"),
                Arguments.of("no channels", tone.withChannels(0).bytes(), Code.INVALID_AUDIO, "channels is 0"),
                Arguments.of("17 channels", tone.withChannels(17).bytes(), Code.INVALID_AUDIO, "channels is 17"),
                Arguments.of("a rate of 0", tone.withRate(0).bytes(), Code.INVALID_AUDIO, "sample rate is 0"),
                Arguments.of("a rate of 2^31", tone.withRate(1 << 31).bytes(), Code.INVALID_AUDIO, "2147483648"),
                Arguments.of("64-bit PCM", tone.withBits(64).bytes(), Code.INVALID_AUDIO, "sample size is 64"),
                Arguments.of("0-bit PCM", tone.withBits(0).bytes(), Code.INVALID_AUDIO, "sample size is 0"),
                Arguments.of("an odd block", tone.withBlockAlign(3).bytes(), Code.INVALID_AUDIO, "block size is 3"),
                Arguments.of("a cut header", Arrays.copyOf(whole, 20), Code.INVALID_AUDIO, "inside its header"),
                Arguments.of("a header alone", Arrays.copyOf(whole, 44), Code.EMPTY_AUDIO, "no samples"),
                Arguments.of("no data chunk", Arrays.copyOf(whole, 36), Code.EMPTY_AUDIO, "no samples"),
                Arguments.of("a cut file", Arrays.copyOf(whole, 8_044), Code.INVALID_AUDIO, "cut off"),
                Arguments.of(
                        "ten samples",
                        WavFile.of(SampleFormat.S16, 1, 8_000, new double[10]).bytes(),
                        Code.EMPTY_AUDIO,
                        "too short"),
                Arguments.of(
                        "data before format",
                        tone.chunks("RIFF", tone.dataChunk(), tone.fmt(16)),
                        Code.INVALID_AUDIO,
                        "before it says their format"),
                Arguments.of(
                        "NaN alone",
                        WavFile.of(SampleFormat.F32, 1, 8_000, noNumbers).bytes(),
                        Code.INVALID_AUDIO,
                        "NaN"),
                Arguments.of(
                        "601 seconds",
                        WavFile.of(SampleFormat.U8, 1, 1_000, new double[601_000])
                                .bytes(),
                        Code.AUDIO_TOO_LONG,
                        "longer than 10 minutes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFiles")
    void saysWhyAFileIsNotAccepted(String name, byte[] file, Code code, String part) {
        AudioRejection byProbe = catchThrowableOfType(AudioRejection.class, () -> Decoded.probe(file));
        AudioRejection byReader = catchThrowableOfType(
                AudioRejection.class, () -> Decoded.drain(AudioReader.open(new ByteArrayInputStream(file))));

        assertThat(byProbe.code()).isEqualTo(code);
        assertThat(byProbe.detail()).contains(part).endsWith(".");
        assertThat(byReader.code()).isEqualTo(code);
        assertThat(byReader.detail()).isEqualTo(byProbe.detail());
    }

    @Test
    void acceptsTenMinutesExactly() throws Exception {
        byte[] file = WavFile.of(SampleFormat.U8, 1, 1_000, new double[600_000]).bytes();

        assertThat(Decoded.probe(file).durationSeconds()).isEqualTo(600);
    }

    private static byte[] png() {
        return new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    }
}
