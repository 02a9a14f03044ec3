package dev.chirp.load.device;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Random;

/**
 * What a device plays: clips of ten seconds, 48 kHz, s16le, mono, in frames of 100 ms, each clip followed by END_CLIP.
 * Which frame has which number, and what is in it, follows from the number alone, so that a device can send again
 * whatever it has to without having kept it, and what was stored can be compared with what was sent.
 */
final class Script {
    static final int SAMPLE_RATE = 48_000;
    static final int FRAMES_PER_SECOND = 10;
    static final int FRAME_BYTES = 2 * SAMPLE_RATE / FRAMES_PER_SECOND;
    static final int CLIP_SECONDS = 10;
    /** Frames of sound. */
    static final int CLIP_FRAMES = CLIP_SECONDS * FRAMES_PER_SECOND;

    private static final int NUMBERS = CLIP_FRAMES + 1;
    private static final int OFFSETS = 1 << 20;
    private static final int AMPLITUDE = 3_000;

    private final ByteBuf noise;

    /** @param seed another one, other sound: the same sound is not listened to twice, but found among the verdicts */
    Script(int seed) {
        Random random = new Random(seed);
        noise = PooledByteBufAllocator.DEFAULT.directBuffer(OFFSETS + FRAME_BYTES);
        while (noise.writableBytes() > 0 && noise.readableBytes() < OFFSETS + FRAME_BYTES) {
            noise.writeShortLE((int) (AMPLITUDE * random.nextGaussian() / 3));
        }
    }

    /** Numbers begin with 1. */
    static boolean isEnd(long seq) {
        return seq % NUMBERS == 0;
    }

    /** The clip that a frame is part of, from 1. */
    static long clip(long seq) {
        return (seq - 1) / NUMBERS + 1;
    }

    /** The number of the END_CLIP of this clip. */
    static long endOf(long clip) {
        return clip * NUMBERS;
    }

    /** The last number whose sound is over after so long. */
    static long playedAfter(long nanos) {
        long frames = nanos * FRAMES_PER_SECOND / 1_000_000_000L;
        return frames + frames / CLIP_FRAMES;
    }

    /** The sound of a frame; a part of a shared buffer that is not to be released. */
    ByteBuf sound(int device, long seq) {
        long mixed = (seq * 0x9E37_79B9_7F4A_7C15L) ^ (device * 0xC2B2_AE3D_27D4_EB4FL);
        int offset = (int) ((mixed >>> 20) % (OFFSETS / 2)) * 2;
        return noise.slice(offset, FRAME_BYTES);
    }

    /** The sound of a whole clip. */
    byte[] soundOf(int device, long clip) {
        byte[] sound = new byte[CLIP_FRAMES * FRAME_BYTES];
        long first = endOf(clip - 1) + 1;
        for (int frame = 0; frame < CLIP_FRAMES; frame++) {
            sound(device, first + frame).getBytes(0, sound, frame * FRAME_BYTES, FRAME_BYTES);
        }
        return sound;
    }
}
