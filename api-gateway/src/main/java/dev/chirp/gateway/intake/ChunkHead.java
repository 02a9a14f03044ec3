package dev.chirp.gateway.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What comes before the sound in a serialised {@code ClipMessage{chunk: AudioChunk{clip_ref, data}}}.
 *
 * @param bytes before the first byte of sound
 */
record ChunkHead(String clipRef, int bytes) {
    /** Field numbers 2, 1 and 2 with wire type 2, a length. */
    private static final byte CHUNK = 2 << 3 | 2;

    private static final byte CLIP_REF = 1 << 3 | 2;
    private static final byte DATA = 2 << 3 | 2;
    private static final int MAX_REF_BYTES = 128;
    private static final int NONE = -1;

    /**
     * Null for any other message, and for a chunk that says more or says it in another order, which is as good but has
     * to be parsed.
     *
     * @param first bytes of the message; its position moves
     * @param messageBytes of the whole
     */
    static @Nullable ChunkHead of(ByteBuffer first, int messageBytes) {
        int begin = first.position();
        if (length(first, CHUNK) != messageBytes - (first.position() - begin)) {
            return null;
        }
        int refBytes = length(first, CLIP_REF);
        if (refBytes < 0 || refBytes > MAX_REF_BYTES || refBytes > first.remaining()) {
            return null;
        }
        byte[] ref = new byte[refBytes];
        first.get(ref);
        int data = length(first, DATA);
        int head = first.position() - begin;
        return data == NONE || data != messageBytes - head
                ? null
                : new ChunkHead(new String(ref, StandardCharsets.UTF_8), head);
    }

    /** The length that follows this tag; {@link #NONE} when another one is there, or not all of it. */
    private static int length(ByteBuffer bytes, byte tag) {
        if (!bytes.hasRemaining() || bytes.get() != tag) {
            return NONE;
        }
        int value = 0;
        for (int shift = 0; shift < 28 && bytes.hasRemaining(); shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return NONE;
    }
}
