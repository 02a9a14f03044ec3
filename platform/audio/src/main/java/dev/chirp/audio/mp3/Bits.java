package dev.chirp.audio.mp3;

/** Reads bits, the highest of each byte first; behind the end they are 0. */
final class Bits {
    private byte[] data = {};
    private int at;
    private int end;

    /** Begins at a byte, and ends before another. */
    void over(byte[] bytes, int from, int to) {
        data = bytes;
        at = from * 8;
        end = to * 8;
    }

    /** Of the next bit. */
    int position() {
        return at;
    }

    void seek(int position) {
        at = position;
    }

    /** The next bits, 0 to 16 of them. */
    int read(int count) {
        int value = peek() >>> (32 - count);
        at += count;
        return count == 0 ? 0 : value;
    }

    /** The next bits, at least 24 of them, left-justified. */
    int peek() {
        int first = at >> 3;
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value = (value << 8) | (first + i < (end >> 3) ? data[first + i] & 0xff : 0);
        }
        return value << (at & 7);
    }

    void skip(int count) {
        at += count;
    }
}
