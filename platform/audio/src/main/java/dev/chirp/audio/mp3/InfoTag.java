package dev.chirp.audio.mp3;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What encoders write into a first frame without sound: how many frames follow, and how much was added at the ends.
 *
 * @param frames 0 when unknown
 * @param delay samples before the sound, that of the decoder included
 * @param padding samples behind it
 */
record InfoTag(long frames, int delay, int padding) {
    /** Of every decoder of layer III: 528 samples of its filters, and one. */
    private static final int DECODER_DELAY = 529;

    private static final int LAME_BYTES = 24;

    /** Whether the frame is such a one. */
    static boolean isIn(byte[] data, int at, FrameHead head) {
        int tag = at + FrameHead.BYTES + head.sideBytes();
        if (tag + 8 > at + head.bytes()) {
            return false;
        }
        String name = new String(data, tag, 4, StandardCharsets.ISO_8859_1);
        return name.equals("Xing") || name.equals("Info");
    }

    static InfoTag parse(byte[] data, int at, FrameHead head) {
        int tag = at + FrameHead.BYTES + head.sideBytes();
        int end = at + head.bytes();
        ByteBuffer frame = ByteBuffer.wrap(data);
        int flags = frame.getInt(tag + 4);
        int next = tag + 8;
        long frames = 0;
        if ((flags & 1) != 0 && next + 4 <= end) {
            frames = frame.getInt(next) & 0xffff_ffffL;
            next += 4;
        }
        next += ((flags & 2) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 100 : 0) + ((flags & 8) != 0 ? 4 : 0);
        if (next + LAME_BYTES > end || frame.getInt(next) == 0) {
            return new InfoTag(frames, 0, 0);
        }
        int delays = frame.getInt(next + 20) & 0xff_ffff;
        return new InfoTag(frames, (delays >> 12) + DECODER_DELAY, Math.max(0, (delays & 0xfff) - DECODER_DELAY));
    }
}
