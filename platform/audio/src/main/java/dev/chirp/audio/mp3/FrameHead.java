package dev.chirp.audio.mp3;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The four bytes before a frame, ISO/IEC 11172-3 §2.4.1.3 and 13818-3 §2.4.2.3.
 *
 * @param low whether this is MPEG-2 or 2.5, with one granule to a frame
 * @param rateIndex 0 to 8: 44.1, 48 and 32 kHz, their halves, their quarters
 * @param bytes of the frame, this head included
 * @param mode 3: mono; 1: joint stereo, of the kind that {@code extension} says
 */
record FrameHead(boolean low, boolean checked, int rateIndex, int bytes, int mode, int extension) {
    static final int BYTES = 4;
    /** Of 320 kbit/s at 32 kHz. */
    static final int MAX_FRAME_BYTES = 1_441;

    private static final int[] RATES = {44_100, 48_000, 32_000, 22_050, 24_000, 16_000, 11_025, 12_000, 8_000};
    private static final int[] KILOBITS = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
    private static final int[] LOW_KILOBITS = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
    private static final int MONO = 3;

    /** The head here, or null when there is none of layer III. Free bit rates are none. */
    static @Nullable FrameHead parse(byte[] data, int at) {
        int head = ByteBuffer.wrap(data).getInt(at);
        int version = (head >>> 19) & 3;
        int layer = (head >>> 17) & 3;
        int bitRate = (head >>> 12) & 15;
        int rate = (head >>> 10) & 3;
        if (head >>> 21 != 0x7ff || version == 1 || layer != 1 || bitRate == 0 || bitRate == 15 || rate == 3) {
            return null;
        }
        boolean low = version != 3;
        int rateIndex = rate + (version == 3 ? 0 : version == 2 ? 3 : 6);
        int kilobits = (low ? LOW_KILOBITS : KILOBITS)[bitRate];
        int bytes = (low ? 72_000 : 144_000) * kilobits / RATES[rateIndex] + ((head >>> 9) & 1);
        return new FrameHead(low, (head & 0x1_0000) == 0, rateIndex, bytes, (head >>> 6) & 3, (head >>> 4) & 3);
    }

    /** Whether both can be frames of one stream. */
    boolean continues(FrameHead other) {
        return rateIndex == other.rateIndex && channels() == other.channels();
    }

    int sampleRate() {
        return RATES[rateIndex];
    }

    int channels() {
        return mode == MONO ? 1 : 2;
    }

    int granules() {
        return low ? 1 : 2;
    }

    int samples() {
        return granules() * Granule.LINES;
    }

    boolean isMidSide() {
        return mode == 1 && (extension & 2) != 0;
    }

    boolean isIntensity() {
        return mode == 1 && (extension & 1) != 0;
    }

    /** Where the side information lies, behind head and checksum. */
    int sideAt() {
        return checked ? BYTES + 2 : BYTES;
    }

    int sideBytes() {
        if (low) {
            return channels() == 1 ? 9 : 17;
        }
        return channels() == 1 ? 17 : 32;
    }
}
