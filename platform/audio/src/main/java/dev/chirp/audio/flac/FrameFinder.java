package dev.chirp.audio.flac;

import dev.chirp.audio.AudioRejection;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Holds the bytes of one frame until its end is seen. */
final class FrameFinder {
    /** Two channels of 24 bits in the largest block, not compressed at all, are 0.4 MB. */
    private static final int MAX_FRAME_BYTES = 1 << 20;

    private static final int FIRST_BYTES = 16 * 1024;
    private static final int SHORTEST_FRAME_BYTES = 9;

    private byte[] data = new byte[FIRST_BYTES];
    private int start;
    private int scanned;
    private int end;
    private int crc;
    private boolean found;
    private @Nullable FrameHeader header;

    byte[] data() {
        return data;
    }

    /** Where the frame that was found begins. */
    int from() {
        return start;
    }

    /** The length of the frame that was found, its head and checksum included. */
    int length() {
        return scanned - start;
    }

    FrameHeader header() {
        if (header == null) {
            throw new IllegalStateException("no frame was found yet");
        }
        return header;
    }

    /** Whether there is nothing behind the last frame that was found. */
    boolean isEmpty() {
        return found ? scanned == end : start == end;
    }

    /** Takes bytes, as many as there is room for; false when there are none. */
    boolean take(ByteBuffer bytes) throws AudioRejection {
        if (!bytes.hasRemaining()) {
            return false;
        }
        makeRoom();
        int count = Math.min(bytes.remaining(), data.length - end);
        bytes.get(data, end, count);
        end += count;
        return true;
    }

    /** Whether a frame is complete, and the one behind it has begun. */
    boolean find(StreamInfo info) throws AudioRejection {
        leave();
        if (header == null && end - start >= FrameHeader.MAX_BYTES) {
            header = begin(info);
        }
        return header != null && scan(header, info, end - FrameHeader.MAX_BYTES);
    }

    /** Whether the bytes at the end of the file are a frame, or hold one more. */
    boolean findLast(StreamInfo info) throws AudioRejection {
        leave();
        if (header == null) {
            header = begin(info);
        }
        return scan(header, info, end);
    }

    private boolean scan(FrameHeader current, StreamInfo info, int until) {
        while (scanned < until) {
            crc = Crc.crc16(crc, data[scanned++]);
            if (crc == 0 && scanned - start >= SHORTEST_FRAME_BYTES && isEnd(current, info)) {
                found = true;
                return true;
            }
        }
        return false;
    }

    private boolean isEnd(FrameHeader current, StreamInfo info) {
        if (scanned == end) {
            return true;
        }
        FrameHeader next = FrameHeader.parse(data, scanned, end, info);
        return next != null
                && next.variable() == current.variable()
                && next.number() == current.number() + (current.variable() ? current.blockSize() : 1);
    }

    private FrameHeader begin(StreamInfo info) throws AudioRejection {
        FrameHeader begun = FrameHeader.parse(data, start, end, info);
        if (begun == null) {
            throw AudioRejection.invalid("The FLAC file is damaged: no frame begins where one must.");
        }
        return begun;
    }

    /** Goes to the end of the frame that was found. */
    private void leave() {
        if (found) {
            start = scanned;
            crc = 0;
            header = null;
            found = false;
        }
    }

    private void makeRoom() throws AudioRejection {
        if (end < data.length) {
            return;
        }
        if (start > 0) {
            System.arraycopy(data, start, data, 0, end - start);
            scanned -= start;
            end -= start;
            start = 0;
        } else if (data.length < MAX_FRAME_BYTES) {
            data = Arrays.copyOf(data, data.length * 2);
        } else {
            throw AudioRejection.invalid("The FLAC file is damaged: a frame of it does not end.");
        }
    }
}
