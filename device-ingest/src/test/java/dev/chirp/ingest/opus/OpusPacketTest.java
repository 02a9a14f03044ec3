package dev.chirp.ingest.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.chirp.audio.opus.OpusPackets;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpusPacketTest {
    @Test
    void countsSamplesByTheTableOfContents() {
        assertThat(samples(0x98, 7)).isEqualTo(960);
        assertThat(samples(0x80)).isEqualTo(120);
        assertThat(samples(0x18, 1)).isEqualTo(2_880);
        assertThat(samples(0x99, 1, 2)).isEqualTo(1_920);
        assertThat(samples(0x9a, 1, 5, 6, 7)).isEqualTo(1_920);
        assertThat(samples(0x9b, 0x03, 1, 2, 3)).isEqualTo(2_880);
        assertThat(samples(0x9b, 0x83, 1, 1, 9, 9, 9, 9)).isEqualTo(2_880);
        assertThat(samples(0x9b, 0x41, 2, 9, 0, 0)).isEqualTo(960);
    }

    @Test
    void refusesLengthsThatDoNotFit() {
        assertThat(samples()).isZero();
        assertThat(samples(0x99, 1)).isZero();
        assertThat(samples(0x9a)).isZero();
        assertThat(samples(0x9a, 9, 1)).isZero();
        assertThat(samples(0x9a, 255)).isZero();
        assertThat(samples(0x9b)).isZero();
        assertThat(samples(0x9b, 0)).isZero();
        assertThat(samples(0x9b, 0x07, 1, 2, 3, 4, 5, 6, 7)).isZero();
        assertThat(samples(0x9b, 0x02, 1)).isZero();
        assertThat(samples(0x9b, 0x41, 9, 9)).isZero();
        assertThat(samples(0x9b, 0x41, 255)).isZero();
        assertThat(samples(new int[1_277])).isZero();
    }

    /** Whatever comes is judged, and what is taken has the length that the decoder will find. */
    @Test
    void judgesAnything() {
        Random random = new Random(11);
        int taken = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] packet = new byte[random.nextInt(40)];
            random.nextBytes(packet);
            int samples = OpusPacket.samples(Unpooled.wrappedBuffer(packet));
            if (samples > 0) {
                taken++;
                assertThatCode(() -> assertThat(OpusPackets.frames(packet, 0, packet.length))
                                .isEqualTo(samples))
                        .doesNotThrowAnyException();
            }
        }
        assertThat(taken).isGreaterThan(10_000);
    }

    private static int samples(int... bytes) {
        byte[] packet = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            packet[i] = (byte) bytes[i];
        }
        return OpusPacket.samples(Unpooled.wrappedBuffer(packet));
    }
}
