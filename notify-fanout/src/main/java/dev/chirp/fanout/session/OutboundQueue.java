package dev.chirp.fanout.session;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait for a slow socket, bounded by their bytes; control frames leave before data. Costs nothing while it
 * is empty. Not thread-safe: owned by the socket's event loop.
 */
final class OutboundQueue {
    private final long maxBytes;
    private @Nullable Queue<byte[]> control;
    private @Nullable Queue<byte[]> data;
    private long bytes;

    OutboundQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** False, and nothing is added, when the frame does not fit. */
    boolean offerControl(byte[] frame) {
        if (!fits(frame)) {
            return false;
        }
        Queue<byte[]> queue = control == null ? new ArrayDeque<>(2) : control;
        control = queue;
        queue.add(frame);
        bytes += frame.length;
        return true;
    }

    /** False, and nothing is added, when the frame does not fit. */
    boolean offerData(byte[] frame) {
        if (!fits(frame)) {
            return false;
        }
        Queue<byte[]> queue = data == null ? new ArrayDeque<>(8) : data;
        data = queue;
        queue.add(frame);
        bytes += frame.length;
        return true;
    }

    /** The next frame to write, or null. */
    byte @Nullable [] poll() {
        byte[] next = control == null ? null : control.poll();
        if (next == null && data != null) {
            next = data.poll();
        }
        if (next != null) {
            bytes -= next.length;
        }
        if (bytes == 0) {
            control = null;
            data = null;
        }
        return next;
    }

    /** Forgets what waits; answers how many frames that were. */
    int clear() {
        int dropped = (control == null ? 0 : control.size()) + (data == null ? 0 : data.size());
        control = null;
        data = null;
        bytes = 0;
        return dropped;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    long bytes() {
        return bytes;
    }

    private boolean fits(byte[] frame) {
        return bytes + frame.length <= maxBytes;
    }
}
