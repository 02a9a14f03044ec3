package dev.chirp.ingest.opus;

import io.netty.buffer.ByteBuf;

/** How an Opus packet is put together, RFC 6716 §3; nothing is decoded. */
public final class OpusPacket {
    /** Opus counts its time in this rate, whatever was recorded. */
    public static final int RATE = 48_000;

    /** No packet is longer: 48 frames and their lengths are less. */
    public static final int MAX_BYTES = 61_440;

    private static final int MAX_FRAME_BYTES = 1_275;

    /** 120 ms. */
    private static final int MAX_SAMPLES = 5_760;

    private static final int VARIABLE = 0x80;
    private static final int PADDED = 0x40;
    private static final int COUNT = 0x3f;
    private static final int LONG_LENGTH = 252;

    private OpusPacket() {}

    /** The samples at 48 kHz that the readable bytes decode to, by their table of contents; 0 when they are no packet. */
    public static int samples(ByteBuf packet) {
        int length = packet.readableBytes();
        if (length < 1 || length > MAX_BYTES) {
            return 0;
        }
        int at = packet.readerIndex();
        int toc = packet.getUnsignedByte(at);
        int count = switch (toc & 3) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> length < 2 ? 0 : packet.getUnsignedByte(at + 1) & COUNT;
        };
        int samples = count * frameSamples(toc >> 3);
        return samples <= MAX_SAMPLES && count > 0 && holds(packet, toc & 3, count) ? samples : 0;
    }

    private static int frameSamples(int config) {
        if (config >= 16) {
            return 120 << (config & 3);
        }
        if (config >= 12) {
            return 480 << (config & 1);
        }
        return (config & 3) == 3 ? 2_880 : 480 << (config & 3);
    }

    /** Whether the lengths of the frames fit the packet. */
    private static boolean holds(ByteBuf packet, int code, int count) {
        int at = packet.readerIndex() + 1;
        int end = packet.writerIndex();
        return switch (code) {
            case 0 -> end - at <= MAX_FRAME_BYTES;
            case 1 -> isEven(end - at, 2);
            case 2 -> lengthsFit(packet, at, end, 1);
            default -> manyFit(packet, at, end, count);
        };
    }

    private static boolean manyFit(ByteBuf packet, int head, int end, int count) {
        int flags = packet.getUnsignedByte(head);
        int at = head + 1;
        int padding = 0;
        if ((flags & PADDED) != 0) {
            int more = 255;
            while (more == 255) {
                if (at >= end) {
                    return false;
                }
                more = packet.getUnsignedByte(at++);
                padding += more == 255 ? 254 : more;
            }
        }
        int last = end - padding;
        if (last < at) {
            return false;
        }
        return (flags & VARIABLE) != 0 ? lengthsFit(packet, at, last, count - 1) : isEven(last - at, count);
    }

    private static boolean isEven(int bytes, int frames) {
        return bytes % frames == 0 && bytes / frames <= MAX_FRAME_BYTES;
    }

    /** So many lengths, their frames, and one frame more that takes what remains. */
    private static boolean lengthsFit(ByteBuf packet, int from, int end, int lengths) {
        int at = from;
        int told = 0;
        for (int i = 0; i < lengths; i++) {
            if (at >= end) {
                return false;
            }
            int length = packet.getUnsignedByte(at++);
            if (length >= LONG_LENGTH) {
                if (at >= end) {
                    return false;
                }
                length += 4 * packet.getUnsignedByte(at++);
            }
            told += length;
        }
        int rest = end - at - told;
        return rest >= 0 && rest <= MAX_FRAME_BYTES;
    }
}
