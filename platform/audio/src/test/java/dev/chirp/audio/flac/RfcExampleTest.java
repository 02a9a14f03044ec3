package dev.chirp.audio.flac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.audio.packet.Packet;
import dev.chirp.audio.packet.PacketDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The worked examples of RFC 9639, appendix D: two verbatim channels, fixed predictors with a side, LPC with an escape. */
class RfcExampleTest {
    private static final String FIRST = """
        664c 6143 8000 0022 1000 1000 0000 0f00 000f 0ac4 42f0 0000 0001 3e84 b418 07dc 6903 0758
        6a3d ad1a 2e0f fff8 6918 0000 bf03 58fd 0312 8baa 9a\
        """;
    private static final String SECOND = """
        664c 6143 0000 0022 0010 0010 0000 1700 0044 0ac4 42f0 0000 0013 d5b0 5649 75e9 8b8d 8b93
        0422 757b 8103 0300 0012 0000 0000 0000 0000 0000 0000 0000 0000 0010 0400 003a 2000 0000
        7265 6665 7265 6e63 6520 6c69 6246 4c41 4320 312e 332e 3320 3230 3139 3038 3034 0100 0000
        0e00 0000 5449 544c 453d d7a9 d79c d795 d79d 8100 0006 0000 0000 0000 fff8 6998 000f 9912
        0867 0162 3d14 4299 8f5d f70d 6fe0 0c17 caeb 2100 0ee7 a77a 24a1 590c 1217 b603 097b 784f
        aa9a 33d2 85e0 70ad 5b1b 4851 b401 0d99 d2cd 1a68 f1e6 b810 fff8 6918 0102 a402 c382 c40b
        c14a 03ee 48dd 03b6 7c13 30\
        """;
    private static final String THIRD = """
        664c 6143 8000 0022 1000 1000 0000 1f00 001f 07d0 0070 0000 0018 f8f9 e396 f5cb cfc6 dc80
        7f99 7790 6b32 fff8 6802 0017 e944 004f 6f31 3d10 47d2 27cb 6d09 0831 452b dc28 2222 8057
        a3\
        """;

    @Test
    void decodesVerbatimSubframesWithWastedBits() throws Exception {
        assertThat(decode(FIRST)).containsExactly(mean(25_588, 10_416));
    }

    @Test
    void decodesFixedPredictorsAndASideChannel() throws Exception {
        List<Float> mono = decode(SECOND);

        assertThat(mono).hasSize(19);
        assertThat(mono.subList(0, 4))
                .containsExactly(mean(10_372, 6_070), mean(18_041, 10_545), mean(14_942, 8_743), mean(17_876, 10_449));
        assertThat(mono.get(11)).isEqualTo(mean(-14_418, -8_428));
        assertThat(mono.get(16)).isEqualTo(mean((short) 0xc382, -9_072));
    }

    @Test
    void decodesALinearPredictorWithAnEscapedPartition() throws Exception {
        int[] expected = {
            0, 79, 111, 78, 8, -61, -90, -68, -13, 42, 67, 53, 13, -27, -46, -38, -12, 14, 24, 19, 6, -4, -5, 0
        };
        List<Float> mono = decode(THIRD);

        for (int i = 0; i < expected.length; i++) {
            assertThat(mono.get(i)).isEqualTo(expected[i] / 128f);
        }
        assertThat(mono).hasSize(expected.length);
    }

    private static float mean(int left, int right) {
        return (left + right) / 65_536f;
    }

    /** All samples; their MD5 is verified at the end. */
    private static List<Float> decode(String hex) throws Exception {
        FlacDemuxer demuxer = new FlacDemuxer();
        ByteBuffer file = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
        PacketDecoder decoder = null;
        List<Float> samples = new ArrayList<>();
        while (demuxer.next(file) || demuxer.finish()) {
            Packet packet = demuxer.packet();
            decoder = decoder == null ? demuxer.decoder() : decoder;
            float[] mono = new float[packet.frames()];
            decoder.decode(packet, mono);
            for (float sample : mono) {
                samples.add(sample);
            }
        }
        assertThat(decoder).isNotNull();
        decoder.finish();
        return samples;
    }
}
