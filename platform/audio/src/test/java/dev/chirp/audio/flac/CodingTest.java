package dev.chirp.audio.flac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chirp.audio.AudioReader;
import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.Recordings;
import dev.chirp.audio.packet.Packet;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which the reference encoder codes a channel is in the recordings whose MD5 is verified. */
class CodingTest {
    private static final List<String> RECORDINGS = List.of(
            "mono-8bit-100ms.flac",
            "mono-24bit-100ms.flac",
            "stereo-32bit-100ms.flac",
            "fixed-100ms.flac",
            "constant-silence-100ms.flac",
            "verbatim-noise-100ms.flac",
            "wasted-bits-100ms.flac",
            "decorrelated-180ms.flac");

    @Test
    void readsEveryKindOfSubframeAndOfDecorrelation() throws Exception {
        Set<String> kinds = new TreeSet<>();
        for (String name : RECORDINGS) {
            FlacDemuxer demuxer = new FlacDemuxer();
            ByteBuffer file = ByteBuffer.wrap(Recordings.read(name));
            while (demuxer.next(file) || demuxer.finish()) {
                Packet packet = demuxer.packet();
                FrameHeader header = header(packet, name);
                kinds.add("assignment " + header.assignment());
                kinds.add(kindOf(packet.bytes()[packet.offset() + header.length()]));
            }
        }

        assertThat(kinds)
                .contains("assignment 0", "assignment 8", "assignment 9", "assignment 10")
                .contains("constant", "verbatim", "fixed", "linear", "wasted bits");
    }

    @ParameterizedTest
    @CsvSource({
        // byte to spoil, counted from the first frame; whether checksums are made to fit again; what is said
        "0, false, no frame begins",
        "300, false, damaged or cut off",
        "40, true, damaged",
    })
    void noticesWhatWasSpoilt(int at, boolean repaired, String part) {
        byte[] file = Recordings.read("wasted-bits-100ms.flac");
        int frame = 42;
        while (!FrameHeader.isSync(file, frame)) {
            frame++;
        }
        file[frame + at] ^= 0x55;
        if (repaired) {
            FlacFrames.repair(file);
        }

        assertDamaged(file, part);
    }

    @Test
    void verifiesTheChecksumOfAllSamples() {
        byte[] file = Recordings.read("wasted-bits-100ms.flac");
        // The MD5 is the last 16 bytes of the stream info.
        file[26] ^= 1;

        assertDamaged(file, "another MD5");
    }

    private static void assertDamaged(byte[] file, String part) {
        AudioRejection rejection = catchThrowableOfType(AudioRejection.class, () -> {
            AudioReader reader = AudioReader.open(new ByteArrayInputStream(file));
            float[] block = new float[1_000];
            while (reader.read(block) >= 0) {}
        });

        assertThat(rejection.code()).isEqualTo(AudioRejection.Code.INVALID_AUDIO);
        assertThat(rejection.detail()).contains(part);
    }

    private static FrameHeader header(Packet packet, String name) throws AudioRejection {
        byte[] file = Recordings.read(name);
        int end = packet.offset() + packet.length();
        FrameHeader header = FrameHeader.parse(
                packet.bytes(),
                packet.offset(),
                end,
                StreamInfo.parse(ByteBuffer.wrap(file, 8, 34).slice()));
        assertThat(header).isNotNull();
        return header;
    }

    private static String kindOf(byte head) {
        int type = (head >> 1) & 0x3f;
        if ((head & 1) != 0) {
            return "wasted bits";
        }
        return type == 0 ? "constant" : type == 1 ? "verbatim" : type < 32 ? "fixed" : "linear";
    }
}
