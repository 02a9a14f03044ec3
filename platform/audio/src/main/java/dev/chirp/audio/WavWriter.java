package dev.chirp.audio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes mono WAV files of 16 bits; samples beyond [-1, 1] are clipped. */
public final class WavWriter {
    private static final int HEADER_BYTES = 44;

    private WavWriter() {}

    /** The whole file; {@code mono.length} samples at {@code sampleRate} Hz. */
    public static byte[] toBytes(float[] mono, int sampleRate) {
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + mono.length * Short.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt(HEADER_BYTES - 8 + mono.length * Short.BYTES)
                .put(ascii("WAVEfmt "))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(sampleRate)
                .putInt(sampleRate * Short.BYTES)
                .putShort((short) Short.BYTES)
                .putShort((short) Short.SIZE)
                .put(ascii("data"))
                .putInt(mono.length * Short.BYTES);
        for (float sample : mono) {
            file.putShort((short) Math.round(Math.clamp(sample, -1f, 1f) * Short.MAX_VALUE));
        }
        return file.array();
    }

    public static void write(float[] mono, int sampleRate, OutputStream to) throws IOException {
        to.write(toBytes(mono, sampleRate));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
