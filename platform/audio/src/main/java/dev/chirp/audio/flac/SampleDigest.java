package dev.chirp.audio.flac;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The MD5 of all samples, interleaved and in little-endian bytes, RFC 9639 §8.2. */
final class SampleDigest {
    private final StreamInfo info;
    private final int bytes;
    private final MessageDigest digest = md5();
    private byte[] interleaved = new byte[0];

    SampleDigest(StreamInfo info) {
        this.info = info;
        this.bytes = (info.bits() + 7) / 8;
    }

    void update(long[][] samples, int size) {
        int length = size * samples.length * bytes;
        if (interleaved.length < length) {
            interleaved = new byte[length];
        }
        int at = 0;
        for (int i = 0; i < size; i++) {
            for (long[] channel : samples) {
                for (int shift = 0; shift < bytes * 8; shift += 8) {
                    interleaved[at++] = (byte) (channel[i] >> shift);
                }
            }
        }
        digest.update(interleaved, 0, length);
    }

    /** Whether it is what the header says; ends the digest. */
    boolean fits() {
        ByteBuffer sum = ByteBuffer.wrap(digest.digest());
        return sum.getLong(0) == info.md5High() && sum.getLong(8) == info.md5Low();
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
