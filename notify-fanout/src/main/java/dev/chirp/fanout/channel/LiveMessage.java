package dev.chirp.fanout.channel;

import dev.chirp.fanout.frame.SimpleFrame;
import dev.chirp.fanout.frame.WireFrame;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A numbered message of a durable channel: its place, and the client frame as UTF-8 JSON, made once where the record left
 * Kafka. Immutable to its users; the byte arrays are never written after construction.
 *
 * <p>As bytes in Redis: version (1), epoch, offset, time (ms since 1970), each 8 bytes big-endian, then the frame.
 */
public final class LiveMessage {
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 1 + 3 * Long.BYTES;
    private static final byte[] NO_FRAME = {};

    private final long epoch;
    private final long offset;
    private final long timeMillis;
    private final byte[] frame;
    private volatile byte @Nullable [] wireFrame;
    private volatile byte @Nullable [] simpleWireFrame;

    private LiveMessage(long epoch, long offset, long timeMillis, byte[] frame) {
        this.epoch = epoch;
        this.offset = offset;
        this.timeMillis = timeMillis;
        this.frame = frame;
    }

    /** A message that clients see; {@code timeMillis} is when the event happened. */
    public static LiveMessage of(Position place, long timeMillis, byte[] frame) {
        return new LiveMessage(place.epoch(), place.offset(), timeMillis, frame);
    }

    /** The place of an event that has no frame (unknown type, unreadable): it advances positions and is not sent. */
    public static LiveMessage skip(Position place) {
        return new LiveMessage(place.epoch(), place.offset(), 0, NO_FRAME);
    }

    /** A message without a place: whoever listens now gets it, nobody later. */
    public static LiveMessage passing(byte[] frame) {
        return new LiveMessage(0, 0, 0, frame);
    }

    /** Whether it has no place in its channel. */
    public boolean isPassing() {
        return offset == 0;
    }

    public long epoch() {
        return epoch;
    }

    public long offset() {
        return offset;
    }

    /** When the event happened, in ms since 1970; 0 when unknown. */
    public long timeMillis() {
        return timeMillis;
    }

    public boolean isSkip() {
        return frame.length == 0;
    }

    /** UTF-8 JSON; not to be written to. */
    public byte[] frame() {
        return frame;
    }

    /** The frame as every socket writes it; encoded once, however many sockets there are. Not to be written to. */
    public byte[] wireFrame() {
        byte[] encoded = wireFrame;
        if (encoded == null) {
            encoded = WireFrame.text(frame);
            wireFrame = encoded;
        }
        return encoded;
    }

    /** The same for clients of {@code /ws/events}. */
    public byte[] simpleWireFrame() {
        byte[] encoded = simpleWireFrame;
        if (encoded == null) {
            encoded = WireFrame.text(SimpleFrame.of(frame));
            simpleWireFrame = encoded;
        }
        return encoded;
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(HEADER_BYTES + frame.length)
                .put(VERSION)
                .putLong(epoch)
                .putLong(offset)
                .putLong(timeMillis)
                .put(frame)
                .array();
    }

    /** Throws {@link IllegalArgumentException} when the bytes are not of {@link #toBytes()}. */
    public static LiveMessage fromBytes(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != VERSION) {
            throw new IllegalArgumentException("message: %d bytes, version %d (expected: at least %d, version %d)"
                    .formatted(bytes.length, bytes.length == 0 ? -1 : bytes[0], HEADER_BYTES, VERSION));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        long epoch = in.getLong();
        long offset = in.getLong();
        long timeMillis = in.getLong();
        byte[] frame = new byte[in.remaining()];
        in.get(frame);
        return new LiveMessage(epoch, offset, timeMillis, frame);
    }

    @Override
    public String toString() {
        return "LiveMessage[%d:%d, %d bytes]".formatted(epoch, offset, frame.length);
    }
}
