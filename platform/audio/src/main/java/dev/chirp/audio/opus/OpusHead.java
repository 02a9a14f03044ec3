package dev.chirp.audio.opus;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.packet.SoundFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The identification header of a stream, RFC 7845 §5.1; WebM keeps it as the private data of the codec.
 *
 * @param preSkip frames at 48 kHz to drop at the beginning
 * @param gain to apply, in 1/256 dB
 */
public record OpusHead(int channels, int preSkip, int gain) {
    /** Opus decodes to this rate, whatever was recorded. */
    public static final int SAMPLE_RATE = 48_000;

    private static final byte[] MAGIC = "OpusHead".getBytes(StandardCharsets.US_ASCII);
    private static final int BYTES = 19;

    public static boolean isHead(byte[] packet, int length) {
        return length >= MAGIC.length
                && ByteBuffer.wrap(packet, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    public static OpusHead parse(byte[] packet, int length) throws AudioRejection {
        if (!isHead(packet, length) || length < BYTES || (packet[8] & 0xf0) != 0) {
            throw AudioRejection.invalid("The Opus header is damaged, or of a version that is not known.");
        }
        ByteBuffer head = ByteBuffer.wrap(packet, 0, length).order(ByteOrder.LITTLE_ENDIAN);
        int channels = head.get(9) & 0xff;
        if (head.get(18) != 0) {
            throw AudioRejection.unsupported("The Opus recording has several coupled streams (" + channels
                    + " channels), which cannot be read. Send it in mono or stereo.");
        }
        if (channels < 1 || channels > 2) {
            throw AudioRejection.invalid(
                    "The Opus header is not plausible: its channels are " + channels + " (expected: 1 or 2).");
        }
        return new OpusHead(channels, head.getShort(10) & 0xffff, head.getShort(16));
    }

    public SoundFormat format() {
        return new SoundFormat(SAMPLE_RATE, channels);
    }
}
