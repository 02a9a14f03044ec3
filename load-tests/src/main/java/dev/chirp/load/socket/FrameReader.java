package dev.chirp.load.socket;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a server into WebSocket frames: unmasked, no extensions, of at most 1 MiB. Holds memory only while a
 * frame is incomplete. Not thread-safe.
 */
final class FrameReader {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    private static final int MAX_PAYLOAD = 1 << 20;

    /** Gets each frame; the bytes are valid during the call. */
    interface Sink {
        void frame(int opcode, ByteBuf bytes, int from, int length);
    }

    private @Nullable ByteBuf partial;

    /** Takes the bytes over. */
    void read(ByteBuf arrived, Sink sink) {
        ByteBuf bytes = arrived;
        if (partial != null) {
            bytes = partial.writeBytes(arrived);
            arrived.release();
            partial = null;
        }
        while (true) {
            int header = headerLength(bytes);
            if (header < 0) {
                break;
            }
            int length = payloadLength(bytes, header);
            if (bytes.readableBytes() < header + length) {
                break;
            }
            int opcode = bytes.getByte(bytes.readerIndex()) & 0x0f;
            int from = bytes.readerIndex() + header;
            bytes.readerIndex(from + length);
            sink.frame(opcode, bytes, from, length);
        }
        if (bytes.isReadable()) {
            partial = bytes.alloc().heapBuffer(bytes.readableBytes() * 2).writeBytes(bytes);
        }
        bytes.release();
    }

    /** Of 2, 4 or 10 bytes; negative while it is incomplete. */
    private static int headerLength(ByteBuf bytes) {
        if (bytes.readableBytes() < 2) {
            return -1;
        }
        int second = bytes.getByte(bytes.readerIndex() + 1);
        if (second < 0) {
            throw new IllegalArgumentException("a masked frame from a server");
        }
        int header = switch (second) {
            case 126 -> 4;
            case 127 -> 10;
            default -> 2;
        };
        return bytes.readableBytes() < header ? -1 : header;
    }

    private static int payloadLength(ByteBuf bytes, int header) {
        long length = switch (header) {
            case 2 -> bytes.getByte(bytes.readerIndex() + 1);
            case 4 -> bytes.getUnsignedShort(bytes.readerIndex() + 2);
            default -> bytes.getLong(bytes.readerIndex() + 2);
        };
        if (length < 0 || length > MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    "payload of " + length + " bytes (expected: at most " + MAX_PAYLOAD + ")");
        }
        return (int) length;
    }

    void close() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }
}
