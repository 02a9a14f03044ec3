package dev.chirp.audio.webm;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.opus.OpusPackets;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The content of a block: track number, time, flags and one packet, RFC 9559 §10. Blocks of other tracks are not kept. */
final class Block {
    private static final int MAX_BYTES = OpusPackets.MAX_BYTES;
    /** A track number of eight bytes, two of time, one of flags. */
    private static final int MAX_HEAD_BYTES = 11;

    private static final int LACING = 0x06;

    private byte[] bytes = new byte[2_048];
    private int length;
    private long track = -1;

    void ofTrack(long number) {
        track = number;
    }

    void begin() {
        length = 0;
    }

    void append(ByteBuffer from, int offset, int count) throws AudioRejection {
        int head = Math.min(count, MAX_HEAD_BYTES - Math.min(length, MAX_HEAD_BYTES));
        keep(from, offset, head);
        if (count > head && isOfTrack()) {
            keep(from, offset + head, count - head);
        }
    }

    /** Whether this is a block of the track, and complete. */
    boolean isSound() throws AudioRejection {
        if (!isOfTrack()) {
            return false;
        }
        if (length <= payloadAt()) {
            throw OpusPackets.damaged();
        }
        if ((bytes[payloadAt() - 1] & LACING) != 0) {
            throw AudioRejection.unsupported("The WebM file packs several packets into one block, which cannot be"
                    + " read. 'ffmpeg -i INPUT -c copy output.webm' unpacks them.");
        }
        return true;
    }

    byte[] bytes() {
        return bytes;
    }

    int payloadAt() {
        return numberBytes() + 3;
    }

    int payloadLength() {
        return length - payloadAt();
    }

    private boolean isOfTrack() {
        if (length == 0 || numberBytes() > Math.min(length, Long.BYTES)) {
            return false;
        }
        long number = bytes[0] & (0xff >> numberBytes());
        for (int i = 1; i < numberBytes(); i++) {
            number = (number << 8) | (bytes[i] & 0xff);
        }
        return number == track;
    }

    private int numberBytes() {
        return Integer.numberOfLeadingZeros(bytes[0] & 0xff) - 24 + 1;
    }

    private void keep(ByteBuffer from, int offset, int count) throws AudioRejection {
        if (length + count > MAX_BYTES) {
            throw OpusPackets.damaged();
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        from.get(offset, bytes, length, count);
        length += count;
    }
}
