package dev.chirp.audio.flac;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.packet.SoundFormat;
import java.nio.ByteBuffer;

/**
 * The STREAMINFO block, RFC 9639 §8.2, as far as it is used.
 *
 * @param bits of a sample, 4 to 32
 * @param totalFrames samples of each channel, 0 when unknown
 * @param md5High first half of the MD5 of all samples; both halves are 0 when it is unknown
 * @param md5Low its second half
 */
record StreamInfo(SoundFormat format, int bits, long totalFrames, long md5High, long md5Low) {
    static final int BYTES = 34;

    static StreamInfo parse(ByteBuffer block) throws AudioRejection {
        // 16 + 16 bits of block sizes and 24 + 24 of frame sizes bind nobody here: frames say it again.
        long packed = block.getLong(10);
        int rate = (int) (packed >>> 44);
        int channels = (int) ((packed >>> 41) & 7) + 1;
        int bits = (int) ((packed >>> 36) & 31) + 1;
        if (bits < 4) {
            throw AudioRejection.invalid(
                    "The FLAC header is not plausible: its sample size is " + bits + " (expected: 4 to 32 bits).");
        }
        return new StreamInfo(
                new SoundFormat(rate, channels), bits, packed & 0xf_ffff_ffffL, block.getLong(18), block.getLong(26));
    }

    boolean hasMd5() {
        return (md5High | md5Low) != 0;
    }
}
