package dev.chirp.load.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** Recordings of hours, made on the spot: soft noise, which no bird is heard in. */
public final class LongWav {
    private static final int HEADER_BYTES = 44;
    private static final int BLOCK_BYTES = 1 << 20;
    private static final int LOUDNESS = 64;

    private LongWav() {}

    /** WAV, 16 bit, mono; of so many bytes in all. Files of different seeds differ. */
    public static void write(Path file, long bytes, int rate, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(header(bytes, rate));
            ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (long left = bytes - HEADER_BYTES; left > 0; ) {
                block.clear();
                while (block.hasRemaining()) {
                    // Four samples of seven bits from one number.
                    block.putLong((random.nextLong() & 0x007F_007F_007F_007FL) - LOUDNESS);
                }
                block.flip().limit((int) Math.min(left, BLOCK_BYTES));
                left -= channel.write(block);
            }
        }
    }

    private static ByteBuffer header(long bytes, int rate) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt((int) (bytes - 8))
                .put(ascii("WAVEfmt "))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(rate)
                .putInt(2 * rate)
                .putShort((short) 2)
                .putShort((short) 16)
                .put(ascii("data"))
                .putInt((int) (bytes - HEADER_BYTES))
                .flip();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
