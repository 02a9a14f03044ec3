package dev.chirp.load.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
    private final FrameReader reader = new FrameReader();
    private final List<String> read = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 130, 70_000, 1_000_000})
    void readsFramesOfEveryLengthHoweverTheirBytesArrive(int chunk) {
        List<String> sent = List.of("", "short", "m".repeat(126), "l".repeat(66_000), "last");
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        sent.forEach(text -> wire.writeBytes(frame(text)));

        byte[] bytes = wire.toByteArray();
        for (int from = 0; from < bytes.length; from += chunk) {
            reader.read(Unpooled.copiedBuffer(bytes, from, Math.min(chunk, bytes.length - from)), this::take);
        }

        assertThat(read).isEqualTo(sent);
    }

    @Test
    void refusesAMaskedFrame() {
        ByteBuf masked = Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0});

        assertThatIllegalArgumentException().isThrownBy(() -> reader.read(masked, this::take));
    }

    @Test
    void refusesALengthThatNobodySends() {
        ByteBuf huge = Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0});

        assertThatIllegalArgumentException().isThrownBy(() -> reader.read(huge, this::take));
    }

    private void take(int opcode, ByteBuf bytes, int from, int length) {
        assertThat(opcode).isEqualTo(FrameReader.TEXT);
        read.add(bytes.toString(from, length, StandardCharsets.UTF_8));
    }

    private static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuf frame = Unpooled.buffer();
        frame.writeByte(0x81);
        if (payload.length < 126) {
            frame.writeByte(payload.length);
        } else if (payload.length < 65_536) {
            frame.writeByte(126).writeShort(payload.length);
        } else {
            frame.writeByte(127).writeLong(payload.length);
        }
        frame.writeBytes(payload);
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes);
        return bytes;
    }
}
