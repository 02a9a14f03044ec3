package dev.chirp.art.png;

import java.io.ByteArrayOutputStream;

/** Collects bits, the lowest bit of a byte first (RFC 1951 §3.1.1). */
final class BitSink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int pending;
    private int pendingBits;

    /** Appends the low {@code count} bits of a number, the lowest first. */
    void number(int value, int count) {
        for (int i = 0; i < count; i++) {
            bit(value >>> i & 1);
        }
    }

    /** Appends a Huffman code of {@code count} bits, the highest first. */
    void code(int code, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bit(code >>> i & 1);
        }
    }

    byte[] toBytes() {
        while (pendingBits != 0) {
            bit(0);
        }
        return bytes.toByteArray();
    }

    private void bit(int bit) {
        pending |= bit << pendingBits++;
        if (pendingBits == 8) {
            bytes.write(pending);
            pending = 0;
            pendingBits = 0;
        }
    }
}
