package dev.chirp.load.socket;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The head of a frame of a durable channel, read without parsing its JSON: {@code event} is its first field and the others
 * come before {@code data}. Reused from frame to frame; not thread-safe.
 */
final class DurableFrame {
    private static final byte[] CAPTURE = ascii("{\"event\":\"capture_");
    private static final byte[] NEW_CAPTURE = ascii("{\"event\":\"new_capture\"");
    private static final byte[] OFFSET = ascii("\"offset\":");
    private static final byte[] EPOCH = ascii("\"epoch\":");
    private static final byte[] REQUEST_ID = ascii("\"request_id\":\"" + SentAt.PREFIX);
    private final byte[] head = new byte[384];
    private long offset;
    private long epoch;
    private long sentNanos;

    /** Whether it is such a frame; then its fields can be asked for. */
    boolean read(ByteBuf bytes, int from, int length) {
        int available = Math.min(length, head.length);
        bytes.getBytes(from, head, 0, available);
        if (!begins(NEW_CAPTURE, available) && !begins(CAPTURE, available)) {
            return false;
        }
        offset = numberAfter(OFFSET, available);
        epoch = numberAfter(EPOCH, available);
        sentNanos = numberAfter(REQUEST_ID, available);
        return offset >= 0;
    }

    long offset() {
        return offset;
    }

    long epoch() {
        return epoch;
    }

    /** When it was sent, by {@link System#nanoTime()}; negative when it does not tell. */
    long sentNanos() {
        return sentNanos;
    }

    private boolean begins(byte[] with, int available) {
        if (available < with.length) {
            return false;
        }
        for (int i = 0; i < with.length; i++) {
            if (head[i] != with[i]) {
                return false;
            }
        }
        return true;
    }

    private long numberAfter(byte[] name, int available) {
        for (int at = 0; at + name.length < available; at++) {
            int matched = 0;
            while (matched < name.length && head[at + matched] == name[matched]) {
                matched++;
            }
            if (matched == name.length) {
                return number(at + matched, available);
            }
        }
        return -1;
    }

    private long number(int from, int available) {
        long number = 0;
        int at = from;
        while (at < available && head[at] >= '0' && head[at] <= '9') {
            number = number * 10 + head[at++] - '0';
        }
        return at == from ? -1 : number;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
