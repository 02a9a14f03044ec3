package dev.chirp.ingest.upload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** Long recordings, of noise. */
final class Recordings {
    private Recordings() {}

    /** WAV, 48 kHz, 16 bit, mono; of so many bytes in all. */
    static byte[] wav(int bytes, long seed) {
        byte[] wav = new byte[bytes];
        new Random(seed).nextBytes(wav);
        ByteBuffer.wrap(wav)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt(bytes - 8)
                .put(ascii("WAVEfmt "))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(48_000)
                .putInt(96_000)
                .putShort((short) 2)
                .putShort((short) 16)
                .put(ascii("data"))
                .putInt(bytes - 44);
        return wav;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Part {@code number} of a recording that is cut into parts of this size. */
    static byte[] part(byte[] whole, int size, int number) {
        return Arrays.copyOfRange(whole, number * size, Math.min(whole.length, (number + 1) * size));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
