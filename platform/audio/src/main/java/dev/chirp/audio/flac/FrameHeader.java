package dev.chirp.audio.flac;

import org.jspecify.annotations.Nullable;

/**
 * The head of a frame, RFC 9639 §9.1.
 *
 * @param length of the head, in bytes, its CRC-8 included
 * @param number of the frame, or of its first sample when block sizes vary
 * @param blockSize samples of each channel, 1 to 65,535
 * @param assignment 0 to 7: so many channels and one more, independent; 8 left/side, 9 side/right, 10 mid/side
 */
record FrameHeader(int length, boolean variable, long number, int blockSize, int assignment) {
    /** As many bytes as a head can have. */
    static final int MAX_BYTES = 16;

    static final int LEFT_SIDE = 8;
    static final int SIDE_RIGHT = 9;
    static final int MID_SIDE = 10;

    private static final int[] RATES = {
        0, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000
    };
    private static final int[] BITS = {0, 8, 12, -1, 16, 20, 24, 32};

    int channels() {
        return assignment < LEFT_SIDE ? assignment + 1 : 2;
    }

    static boolean isSync(byte[] data, int at) {
        return data[at] == (byte) 0xff && (data[at + 1] & 0xfe) == 0xf8;
    }

    /** The head at {@code from}, when all of it lies before {@code to}, its CRC fits, and it is one of this stream. */
    static @Nullable FrameHeader parse(byte[] data, int from, int to, StreamInfo info) {
        if (to - from < 6 || !isSync(data, from) || (data[from + 3] & 1) != 0) {
            return null;
        }
        int blockCode = (data[from + 2] & 0xf0) >> 4;
        int rateCode = data[from + 2] & 0x0f;
        int assignment = (data[from + 3] & 0xf0) >> 4;
        int bitsCode = (data[from + 3] & 0x0e) >> 1;
        int numberBytes = codedBytes(data[from + 4]);
        int extra = (blockCode == 6 ? 1 : blockCode == 7 ? 2 : 0) + (rateCode == 12 ? 1 : rateCode > 12 ? 2 : 0);
        int length = 4 + numberBytes + extra + 1;
        if (blockCode == 0 || rateCode == 15 || assignment > MID_SIDE || numberBytes == 0 || to - from < length) {
            return null;
        }
        int at = from + 4 + numberBytes;
        int blockSize = blockSize(blockCode, data, at);
        at += blockCode == 6 ? 1 : blockCode == 7 ? 2 : 0;
        FrameHeader header = new FrameHeader(
                length, (data[from + 1] & 1) != 0, codedNumber(data, from + 4, numberBytes), blockSize, assignment);
        boolean fits = blockSize <= 65_535
                && (rateCode == 0 || rate(rateCode, data, at) == info.format().sampleRate())
                && (bitsCode == 0 || BITS[bitsCode] == info.bits())
                && header.channels() == info.format().channels()
                && Crc.crc8(data, from, from + length) == 0;
        return fits ? header : null;
    }

    private static int blockSize(int code, byte[] data, int at) {
        return switch (code) {
            case 1 -> 192;
            case 2, 3, 4, 5 -> 144 << code;
            case 6 -> (data[at] & 0xff) + 1;
            case 7 -> u16(data, at) + 1;
            default -> 1 << code;
        };
    }

    private static int rate(int code, byte[] data, int at) {
        return switch (code) {
            case 12 -> (data[at] & 0xff) * 1_000;
            case 13 -> u16(data, at);
            case 14 -> u16(data, at) * 10;
            default -> RATES[code];
        };
    }

    private static int u16(byte[] data, int at) {
        return ((data[at] & 0xff) << 8) | (data[at + 1] & 0xff);
    }

    /** Bytes of a number coded in the manner of UTF-8, 1 to 7; 0 when none begins so. */
    private static int codedBytes(byte first) {
        int ones = Integer.numberOfLeadingZeros(~(first << 24));
        return ones == 0 ? 1 : ones == 1 || ones == 8 ? 0 : ones;
    }

    private static long codedNumber(byte[] data, int at, int bytes) {
        long number = bytes == 1 ? data[at] : data[at] & (0x7f >> bytes);
        for (int i = 1; i < bytes; i++) {
            number = (number << 6) | (data[at + i] & 0x3f);
        }
        return number;
    }
}
