package dev.chirp.audio.ogg;

import dev.chirp.audio.AudioRejection;
import dev.chirp.audio.opus.OpusPackets;
import java.util.Arrays;

/** A packet that goes on on the next page; grows with what has arrived. */
final class PacketBuffer {
    private byte[] bytes = new byte[1_024];
    private int length;

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** @param headOnly of a packet that is not looked at: its bytes are not kept */
    void append(byte[] from, int offset, int count, boolean headOnly) throws AudioRejection {
        if (headOnly) {
            length = 1;
            return;
        }
        if (length + count > OpusPackets.MAX_BYTES) {
            throw AudioRejection.invalid("The Ogg file is damaged: a packet of it does not end.");
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /** The frames of the packet that these bytes complete. */
    int framesWith(byte[] rest, int offset, int count) throws AudioRejection {
        if (length > 1) {
            return OpusPackets.frames(bytes, 0, length);
        }
        byte[] first = {bytes[0], count > 0 ? rest[offset] : 0};
        return OpusPackets.frames(first, 0, 1 + Math.min(count, 1));
    }
}
