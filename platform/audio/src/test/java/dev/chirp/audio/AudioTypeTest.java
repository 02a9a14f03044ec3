package dev.chirp.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioTypeTest {
    @ParameterizedTest
    @CsvSource({
        "RIFF....WAVEfmt, WAV",
        "RIFX....WAVEfmt, WAV",
        "RF64....WAVEds64, WAV",
        "RIFF....AVI LIST, UNKNOWN",
        "fLaC...., FLAC",
        "OggS...., OGG",
        "'\u001aE\u00df\u00a3....', WEBM",
        "....ftypM4A ., M4A",
        "ID3....., MP3",
        "\u00ff\u00fb\u0090d, MP3",
        "\u00ff\u00f1P\u0080, M4A",
        "\u0089PNG...., UNKNOWN",
        "\u00ff\u00d8\u00ff\u00e0, UNKNOWN",
        "RIF, UNKNOWN",
        "'', UNKNOWN"
    })
    void recognisesAFileByItsFirstBytes(String head, AudioType type) {
        assertThat(AudioType.sniff(head.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(type);
    }

    @Test
    void advisesHowToConvertATypeThatCannotBeRead() {
        AudioRejection rejection = catchThrowableOfType(
                AudioRejection.class, () -> AudioType.require(ByteBuffer.wrap("....ftypM4A ".getBytes())));

        assertThat(rejection.code().wireName()).isEqualTo("unsupported_media_type");
        assertThat(rejection.code().httpStatus()).isEqualTo(415);
        assertThat(rejection.detail()).contains("M4A (AAC)", "export it as WAV, FLAC", "ffmpeg");
    }
}
