package dev.chirp.art.png;

import java.util.Arrays;
import java.util.zip.Adler32;

/**
 * Compresses into the zlib format (RFC 1950) as one block with the fixed Huffman codes (RFC 1951 §3.2.6).
 *
 * <p>{@link java.util.zip.Deflater} would be smaller, but its bytes differ between zlib implementations, and a sprite's
 * checksum is its address.
 */
final class Deflate {
    private static final int WINDOW_BYTES = 32_768;
    private static final int SHORTEST_MATCH = 3;
    private static final int LONGEST_MATCH = 258;
    private static final int CANDIDATES = 128;
    private static final int END_OF_BLOCK = 256;

    private static final int[] LENGTH_BASE = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };
    private static final int[] LENGTH_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] DISTANCE_BASE = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577
    };
    private static final int[] DISTANCE_BITS = {
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13
    };

    private final byte[] input;
    private final int[] newestAt = new int[1 << 12];
    private final int[] olderThan;
    private final BitSink out = new BitSink();

    private Deflate(byte[] input) {
        this.input = input;
        this.olderThan = new int[input.length];
        Arrays.fill(newestAt, -1);
    }

    static byte[] zlib(byte[] input) {
        return new Deflate(input).compress();
    }

    private byte[] compress() {
        out.number(0x78, 8);
        out.number(0x01, 8);
        out.number(1, 1);
        out.number(1, 2);
        int at = 0;
        while (at < input.length) {
            int start = longestMatchStart(at);
            int length = start < 0 ? 0 : matchLength(start, at);
            if (length >= SHORTEST_MATCH) {
                match(length, at - start);
            } else {
                symbol(input[at] & 0xff);
                length = 1;
            }
            for (int end = at + length; at < end; at++) {
                remember(at);
            }
        }
        symbol(END_OF_BLOCK);
        byte[] body = out.toBytes();
        Adler32 adler = new Adler32();
        adler.update(input);
        byte[] framed = Arrays.copyOf(body, body.length + 4);
        for (int i = 0; i < 4; i++) {
            framed[body.length + i] = (byte) (adler.getValue() >>> (24 - 8 * i));
        }
        return framed;
    }

    private int longestMatchStart(int at) {
        int best = -1;
        int bestLength = 0;
        if (at + SHORTEST_MATCH > input.length) {
            return best;
        }
        int candidate = newestAt[hash(at)];
        for (int i = 0; i < CANDIDATES && candidate >= 0 && at - candidate <= WINDOW_BYTES; i++) {
            int length = matchLength(candidate, at);
            if (length > bestLength) {
                bestLength = length;
                best = candidate;
            }
            candidate = olderThan[candidate];
        }
        return best;
    }

    private int matchLength(int from, int at) {
        int length = 0;
        while (length < LONGEST_MATCH && at + length < input.length && input[from + length] == input[at + length]) {
            length++;
        }
        return length;
    }

    private void remember(int at) {
        if (at + SHORTEST_MATCH <= input.length) {
            int hash = hash(at);
            olderThan[at] = newestAt[hash];
            newestAt[hash] = at;
        }
    }

    private int hash(int at) {
        return ((input[at] & 0xff) * 2654 ^ (input[at + 1] & 0xff) * 435 ^ (input[at + 2] & 0xff) * 76) & 0xfff;
    }

    private void match(int length, int distance) {
        int row = last(LENGTH_BASE, length);
        symbol(257 + row);
        out.number(length - LENGTH_BASE[row], LENGTH_BITS[row]);
        int column = last(DISTANCE_BASE, distance);
        out.code(column, 5);
        out.number(distance - DISTANCE_BASE[column], DISTANCE_BITS[column]);
    }

    /** The last entry that is not above the value. */
    private static int last(int[] ascending, int value) {
        int i = ascending.length - 1;
        while (ascending[i] > value) {
            i--;
        }
        return i;
    }

    private void symbol(int symbol) {
        if (symbol < 144) {
            out.code(0x30 + symbol, 8);
        } else if (symbol < 256) {
            out.code(0x190 + symbol - 144, 9);
        } else if (symbol < 280) {
            out.code(symbol - 256, 7);
        } else {
            out.code(0xc0 + symbol - 280, 8);
        }
    }
}
