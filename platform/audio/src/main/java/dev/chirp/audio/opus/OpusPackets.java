package dev.chirp.audio.opus;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.packet.Packet;

/** Tells how long packets are, and trims the beginning of their stream. */
public final class OpusPackets {
    /** 120 ms. */
    public static final int MAX_FRAMES = 5_760;

    /** 48 frames of 1,275 bytes each, and their lengths, fit. */
    public static final int MAX_BYTES = 64 * 1024;

    private int toSkip;

    public OpusPackets(OpusHead head) {
        this.toSkip = head.preSkip();
    }

    /**
     * The next packet of the stream.
     *
     * @param dropped frames to drop at its end
     */
    public Packet packet(byte[] bytes, int offset, int length, long dropped) throws AudioRejection {
        int frames = frames(bytes, offset, length);
        int skip = Math.min(toSkip, frames);
        toSkip -= skip;
        int keep = (int) Math.clamp(frames - dropped - skip, 0L, (long) frames - skip);
        return new Packet(bytes, offset, length, frames, skip, keep);
    }

    /** The frames at 48 kHz that a packet decodes to, by its first two bytes, RFC 6716 §3.1. */
    public static int frames(byte[] bytes, int offset, int length) throws AudioRejection {
        if (length == 0) {
            throw damaged();
        }
        int toc = bytes[offset] & 0xff;
        int count = switch (toc & 3) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> length < 2 ? 0 : bytes[offset + 1] & 0x3f;
        };
        int frames = count * frameSize(toc >> 3);
        if (frames == 0 || frames > MAX_FRAMES) {
            throw damaged();
        }
        return frames;
    }

    public static AudioRejection damaged() {
        return AudioRejection.invalid("The Opus recording is damaged: a packet of it cannot be decoded.");
    }

    private static int frameSize(int config) {
        if (config >= 16) {
            return 120 << (config & 3);
        }
        if (config >= 12) {
            return 480 << (config & 1);
        }
        return (config & 3) == 3 ? 2_880 : 480 << (config & 3);
    }
}
