package dev.chirp.ingest.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chirp.audio.AudioProbe;
import dev.chirp.audio.AudioReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OggStreamTest {
    @Test
    void isReadByTheDecoderOfThePlatform() throws Exception {
        byte[] file = ogg(Packets.tone(151, 1_000));

        AudioProbe probe = AudioProbe.ofClip();
        probe.offer(ByteBuffer.wrap(file));
        assertThat(probe.finish().durationSeconds()).isCloseTo(3.02, within(1e-9));
        AudioReader reader = AudioReader.open(new ByteArrayInputStream(file));
        float[] block = new float[Packets.SAMPLES];
        double power = 0;
        int frames = 0;
        for (int read = reader.read(block); read >= 0; read = reader.read(block)) {
            for (int i = 0; i < read; i++) {
                power += block[i] * block[i];
            }
            frames += read;
        }
        assertThat(frames).isEqualTo(151 * Packets.SAMPLES);
        assertThat(Math.sqrt(power / frames)).isCloseTo(8_000 / 32_768.0 / Math.sqrt(2), within(0.01));
    }

    @Test
    void holdsPacketsOfAnyLength() throws Exception {
        List<byte[]> packets = new ArrayList<>();
        for (int length : new int[] {1, 254, 255, 256, 509, 510, 511, 1_276}) {
            packets.add(packet(length));
        }
        // 48 frames of 2.5 ms in one packet, the longest there is.
        byte[] longest = new byte[2 + 48 * 1_275];
        longest[0] = (byte) 0x83;
        longest[1] = 48;
        packets.add(longest);
        packets.add(packet(3));

        AudioProbe probe = AudioProbe.ofClip();
        probe.offer(ByteBuffer.wrap(ogg(packets)));

        assertThat(probe.finish().durationSeconds()).isCloseTo((9 * 960 + 48 * 120) / 48_000.0, within(1e-9));
    }

    @Test
    void writesTheSameBytesForTheSamePackets() {
        assertThat(ogg(Packets.tone(20, 700))).isEqualTo(ogg(Packets.tone(20, 700)));
    }

    private static byte[] packet(int length) {
        byte[] packet = new byte[length];
        packet[0] = (byte) 0x98;
        return packet;
    }

    private static byte[] ogg(List<byte[]> packets) {
        OggStream stream = new OggStream(UnpooledByteBufAllocator.DEFAULT);
        ByteBuf file = Unpooled.buffer();
        file.writeBytes(stream.head(1, 48_000));
        for (byte[] packet : packets) {
            ByteBuf bytes = Unpooled.wrappedBuffer(packet);
            int samples = OpusPacket.samples(bytes);
            assertThat(samples).isPositive();
            stream.packet(bytes, samples).ifPresent(file::writeBytes);
        }
        file.writeBytes(stream.end());
        return ByteBufUtil.getBytes(file);
    }
}
