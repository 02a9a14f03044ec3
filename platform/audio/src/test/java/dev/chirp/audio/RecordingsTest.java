package dev.chirp.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of other people's encoders decode to the tone that they were made of. */
class RecordingsTest {
    @ParameterizedTest
    @CsvSource({
        // name, sample rate, channels, sine and cosine part of the tone in mono, what else may be there in dB;
        // the speech mode of Opus turns the phase: libopus gives these very figures
        "mono-8bit-100ms.flac, FLAC, 16000, 1, 0.5, 0, -40",
        "mono-16bit-100ms.flac, FLAC, 44100, 1, 0.5, 0, -85",
        "mono-24bit-100ms.flac, FLAC, 96000, 1, 0.5, 0, -120",
        "stereo-32bit-100ms.flac, FLAC, 8000, 2, 0.25, 0.25, -120",
        "fixed-100ms.flac, FLAC, 16000, 1, 0.5, 0, -85",
        "wasted-bits-100ms.flac, FLAC, 16000, 1, 0.5, 0, -85",
        "decorrelated-180ms.flac, FLAC, 16000, 2, 0.5, 0, -30",
        "unknown-length-100ms.flac, FLAC, 22050, 1, 0.5, 0, -85",
        "mono-300ms.opus, OGG, 48000, 1, 0.5, 0, -25",
        "stereo-300ms.opus, OGG, 48000, 2, 0.5, 0, -25",
        "voice-300ms.ogg, OGG, 48000, 1, 0.469, 0.172, -15",
        "mono-300ms.webm, WEBM, 48000, 1, 0.5, 0, -25",
        "live-300ms.webm, WEBM, 48000, 1, 0.48, 0.135, -15",
        "mono-44100-300ms.mp3, MP3, 44100, 1, 0.5, 0, -25",
        "mono-48000-300ms.mp3, MP3, 48000, 1, 0.5, 0, -25",
        "mono-32000-300ms.mp3, MP3, 32000, 1, 0.5, 0, -25",
        "mono-22050-300ms.mp3, MP3, 22050, 1, 0.5, 0, -25",
        "mono-24000-300ms.mp3, MP3, 24000, 1, 0.5, 0, -25",
        "mono-16000-300ms.mp3, MP3, 16000, 1, 0.5, 0, -25",
        "mono-11025-300ms.mp3, MP3, 11025, 1, 0.5, 0, -25",
        "mono-12000-300ms.mp3, MP3, 12000, 1, 0.5, 0, -25",
        "mono-8000-300ms.mp3, MP3, 8000, 1, 0.5, 0, -25",
        "joint-crc-vbr-300ms.mp3, MP3, 44100, 2, 0.25, 0.25, -25",
        "stereo-id3-300ms.mp3, MP3, 44100, 2, 0.25, 0.25, -25",
    })
    void decodesTheTone(
            String name, AudioType type, int rate, int channels, double sine, double cosine, double restDecibels)
            throws Exception {
        Decoded decoded = Decoded.of(Recordings.read(name));
        Tone tone = Tone.in(decoded.mono(), rate);

        assertThat(decoded.facts().type()).isEqualTo(type);
        assertThat(decoded.facts().channels()).isEqualTo(channels);
        assertThat(decoded.facts().sampleRate())
                .isEqualTo(rate)
                .isEqualTo(decoded.reader().sampleRate());
        assertThat(decoded.mono()).hasSize((int) decoded.facts().frames());
        assertThat(decoded.facts().durationSeconds()).isEqualTo(seconds(name), within(0.001));
        assertThat(tone.amplitude()).isEqualTo(sine, within(0.03));
        assertThat(tone.quadrature()).isEqualTo(cosine, within(0.03));
        assertThat(tone.restDecibels()).isLessThan(restDecibels);
    }

    @Test
    void decodesSilenceAndNoise() throws Exception {
        assertThat(Decoded.of(Recordings.read("constant-silence-100ms.flac")).mono())
                .hasSize(1_600)
                .containsOnly(0);
        assertThat(Decoded.of(Recordings.read("verbatim-noise-100ms.flac")).mono())
                .hasSize(1_600);
    }

    @Test
    void decodesWhatABrowserRecorded() throws Exception {
        Decoded decoded = Decoded.of(Recordings.read("browser-420ms.webm"));
        Tone tone = Tone.in(decoded.mono(), 48_000);

        assertThat(decoded.facts().durationSeconds()).isEqualTo(0.42);
        assertThat(Math.hypot(tone.amplitude(), tone.quadrature())).isEqualTo(0.5, within(0.03));
        assertThat(tone.restDecibels()).isLessThan(-15);
    }

    @Test
    void decodesTheShortBlocksOfSuddenSounds() throws Exception {
        float[] mono = Decoded.of(Recordings.read("transients-300ms.mp3")).mono();
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < mono.length; i++) {
            double t = i / 44_100.0;
            double expected = t % 0.1 >= 0.05 ? 0.5 * Math.sin(2 * Math.PI * 1_000 * t) : 0;
            signal += expected * expected;
            noise += (mono[i] - expected) * (mono[i] - expected);
        }

        assertThat(mono).hasSize(13_230);
        assertThat(10 * Math.log10(signal / noise)).isGreaterThan(20);
    }

    @ParameterizedTest
    @CsvSource({"vorbis-300ms.ogg, Vorbis", "aac-300ms.m4a, M4A (AAC)"})
    void advisesWhatToDoWithOtherCodecs(String name, String part) {
        AudioRejection rejection =
                catchThrowableOfType(AudioRejection.class, () -> Decoded.probe(Recordings.read(name)));

        assertThat(rejection.code()).isEqualTo(AudioRejection.Code.UNSUPPORTED_MEDIA_TYPE);
        assertThat(rejection.detail()).contains(part, "ffmpeg");
    }

    private static double seconds(String name) {
        return Integer.parseInt(name.replaceAll(".*-(\\d+)ms\\..*", "$1")) / 1000.0;
    }
}
