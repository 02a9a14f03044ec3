package dev.chirp.fanout.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Unmasked, unfragmented WebSocket frames of a server (RFC 6455 §5.2), without extensions. */
public final class WireFrame {
    private static final int FINAL_TEXT = 0x81;
    private static final int FINAL_CLOSE = 0x88;
    private static final int FINAL_PONG = 0x8A;
    private static final int MAX_CONTROL_PAYLOAD = 125;

    private WireFrame() {}

    public static byte[] text(byte[] utf8) {
        return frame(FINAL_TEXT, utf8);
    }

    /** Answers a ping; {@code payload} is at most 125 bytes. */
    public static byte[] pong(byte[] payload) {
        return frame(FINAL_PONG, control(payload));
    }

    /** Throws when the reason is longer than 123 bytes. */
    public static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return frame(
                FINAL_CLOSE,
                control(ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array()));
    }

    private static byte[] control(byte[] payload) {
        if (payload.length > MAX_CONTROL_PAYLOAD) {
            throw new IllegalArgumentException(
                    "control payload: %d bytes (expected: at most %d)".formatted(payload.length, MAX_CONTROL_PAYLOAD));
        }
        return payload;
    }

    private static byte[] frame(int firstByte, byte[] payload) {
        int length = payload.length;
        ByteBuffer out;
        if (length < 126) {
            out = ByteBuffer.allocate(2 + length).put((byte) firstByte).put((byte) length);
        } else if (length <= 0xFFFF) {
            out = ByteBuffer.allocate(4 + length)
                    .put((byte) firstByte)
                    .put((byte) 126)
                    .putShort((short) length);
        } else {
            out = ByteBuffer.allocate(10 + length)
                    .put((byte) firstByte)
                    .put((byte) 127)
                    .putLong(length);
        }
        return out.put(payload).array();
    }
}
