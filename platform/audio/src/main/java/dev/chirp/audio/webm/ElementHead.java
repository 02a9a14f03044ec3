package dev.chirp.audio.webm;

import dev.chirp.audio.AudioRejection;
import java.nio.ByteBuffer;

/** The identifier and the size of an element, RFC 8794 §5 and §6, collected until it is complete. */
final class ElementHead {
    static final long UNKNOWN_SIZE = -1;

    private static final int MAX_ID_BYTES = 4;
    private static final int MAX_SIZE_BYTES = 8;

    private final byte[] bytes = new byte[MAX_ID_BYTES + MAX_SIZE_BYTES];
    private int length;

    /** Whether a head is complete; the next call begins another. */
    boolean collect(ByteBuffer from) throws AudioRejection {
        if (length > 0 && length == wanted()) {
            length = 0;
        }
        while (length < wanted()) {
            if (!from.hasRemaining()) {
                return false;
            }
            bytes[length++] = from.get();
        }
        return true;
    }

    boolean isEmpty() throws AudioRejection {
        return length == 0 || length == wanted();
    }

    int id() throws AudioRejection {
        int id = 0;
        for (int i = 0; i < vintBytes(0); i++) {
            id = (id << 8) | (bytes[i] & 0xff);
        }
        return id;
    }

    /** Of the content in bytes, or {@link #UNKNOWN_SIZE}. */
    long size() throws AudioRejection {
        int at = vintBytes(0);
        int count = vintBytes(at);
        long size = bytes[at] & (0xff >> count);
        long ones = 0xff >> count;
        for (int i = 1; i < count; i++) {
            size = (size << 8) | (bytes[at + i] & 0xff);
            ones = (ones << 8) | 0xff;
        }
        return size == ones ? UNKNOWN_SIZE : size;
    }

    private int wanted() throws AudioRejection {
        if (length == 0) {
            return 1;
        }
        int id = vintBytes(0);
        if (id > MAX_ID_BYTES) {
            throw damaged();
        }
        return length <= id ? id + 1 : id + vintBytes(id);
    }

    /** Bytes of the number that begins here: one more than zeros before its first one. */
    private int vintBytes(int at) throws AudioRejection {
        if (bytes[at] == 0) {
            throw damaged();
        }
        return Integer.numberOfLeadingZeros(bytes[at] & 0xff) - 24 + 1;
    }

    private static AudioRejection damaged() {
        return AudioRejection.invalid("The WebM file is damaged: no element begins where one must.");
    }
}
