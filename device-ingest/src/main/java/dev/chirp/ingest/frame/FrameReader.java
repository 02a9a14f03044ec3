package dev.chirp.ingest.frame;

import static dev.chirp.ingest.frame.Frame.HEADER_BYTES;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.ingest.frame.Parsed.Bad;
import dev.chirp.ingest.frame.Parsed.Complete;
import dev.chirp.ingest.frame.Parsed.More;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;

/** Reads a frame from the front of a buffer. Nothing is believed before its checksum fits, but for the length. */
final class FrameReader {
    static final int MAGIC = 0x4348_5250;
    static final int VERSION = 1;
    static final int VERSION_AT = 4;
    static final int TYPE_AT = 5;
    static final int FLAGS_AT = 6;
    static final int CLIP_AT = 8;
    static final int SEQ_AT = 12;
    static final int LENGTH_AT = 16;
    static final int CRC_AT = 20;

    /** More than any device has to say, and little enough to be read on an event loop. */
    static final int MAX_JSON_BYTES = 8 * 1024;

    private static final More HEADER_MISSING = new More(HEADER_BYTES);

    private FrameReader() {}

    /** Takes one frame off the buffer; leaves the buffer as it is when the frame is bad or not complete. */
    static Parsed read(ByteBuf in, int maxPayloadBytes) {
        if (in.readableBytes() < HEADER_BYTES) {
            return HEADER_MISSING;
        }
        int at = in.readerIndex();
        if (in.getInt(at) != MAGIC) {
            return new Bad(ErrorCode.BAD_MAGIC, "A frame begins with CHRP.");
        }
        int version = in.getUnsignedByte(at + VERSION_AT);
        if (version != VERSION) {
            return new Bad(ErrorCode.BAD_VERSION, "version: %d (expected: %d)".formatted(version, VERSION));
        }
        long length = in.getUnsignedInt(at + LENGTH_AT);
        if (length > maxPayloadBytes) {
            return new Bad(
                    ErrorCode.BAD_LENGTH, "payload length: %d (expected: 0..%d)".formatted(length, maxPayloadBytes));
        }
        int frameBytes = HEADER_BYTES + (int) length;
        if (in.readableBytes() < frameBytes) {
            return new More(frameBytes);
        }
        if (in.getInt(at + CRC_AT) != crc(in, at, (int) length)) {
            return new Bad(ErrorCode.BAD_CRC, "The checksum does not fit the frame.");
        }
        return body(in, at, (int) length);
    }

    /** CRC-32C of the first 20 bytes of the frame at {@code at} and of its payload. */
    static int crc(ByteBuf frame, int at, int payloadBytes) {
        CRC32C crc = new CRC32C();
        update(crc, frame, at, CRC_AT);
        update(crc, frame, at + HEADER_BYTES, payloadBytes);
        return (int) crc.getValue();
    }

    private static void update(CRC32C crc, ByteBuf bytes, int at, int length) {
        if (bytes.nioBufferCount() == 1) {
            crc.update(bytes.internalNioBuffer(at, length));
        } else {
            for (ByteBuffer part : bytes.nioBuffers(at, length)) {
                crc.update(part);
            }
        }
    }

    private static Parsed body(ByteBuf in, int at, int length) {
        int code = in.getUnsignedByte(at + TYPE_AT);
        Optional<FrameType> type = FrameType.of(code);
        if (type.isEmpty()) {
            return new Bad(ErrorCode.BAD_VERSION, "Version %d has no frames of type %d.".formatted(VERSION, code));
        }
        return switch (type.get()) {
            case AUDIO ->
                length == 0
                        ? wrongLength(FrameType.AUDIO, length, "at least 1")
                        : complete(in, at, new Body.Audio(samples(in, at, length)), 0);
            case ACK ->
                length == Body.Ack.BYTES
                        ? complete(in, at, ack(in, at + HEADER_BYTES), length)
                        : wrongLength(FrameType.ACK, length, Integer.toString(Body.Ack.BYTES));
            case PING -> empty(in, at, length, new Body.Ping());
            case PONG -> empty(in, at, length, new Body.Pong());
            case BYE -> empty(in, at, length, new Body.Bye());
            case HELLO -> json(in, at, length, Body.Hello.class);
            case WELCOME -> json(in, at, length, Body.Welcome.class);
            case GAP -> json(in, at, length, Body.Gap.class);
            case END_CLIP ->
                length == 0 ? complete(in, at, new Body.EndClip(), 0) : json(in, at, length, Body.EndClip.class);
            case TELEMETRY -> json(in, at, length, Body.Telemetry.class);
            case SLOW_DOWN -> json(in, at, length, Body.SlowDown.class);
            case ERROR -> json(in, at, length, Body.Failure.class);
            case EVENT ->
                length == 0
                        ? wrongLength(FrameType.EVENT, length, "at least 1")
                        : complete(in, at, new Body.Event(bytes(in, at + HEADER_BYTES, length)), length);
        };
    }

    private static Body.Ack ack(ByteBuf in, int at) {
        return new Body.Ack(in.getUnsignedInt(at), in.getUnsignedInt(at + 4), in.getUnsignedInt(at + 8));
    }

    private static byte[] bytes(ByteBuf in, int at, int length) {
        byte[] bytes = new byte[length];
        in.getBytes(at, bytes);
        return bytes;
    }

    private static ByteBuf samples(ByteBuf in, int at, int length) {
        in.readerIndex(at + HEADER_BYTES);
        return in.readRetainedSlice(length);
    }

    private static Parsed empty(ByteBuf in, int at, int length, Body body) {
        return length == 0 ? complete(in, at, body, 0) : wrongLength(body.type(), length, "0");
    }

    private static Parsed json(ByteBuf in, int at, int length, Class<? extends Body.Json> type) {
        if (length > MAX_JSON_BYTES) {
            return new Bad(ErrorCode.BAD_LENGTH, "JSON: %d bytes (expected: 2..%d)".formatted(length, MAX_JSON_BYTES));
        }
        try {
            InputStream bytes = new ByteBufInputStream(in.slice(at + HEADER_BYTES, length));
            Body.Json body = EventJson.MAPPER.readValue(bytes, type);
            return body == null ? unreadable(type) : complete(in, at, body, length);
        } catch (JacksonException e) {
            return unreadable(type);
        }
    }

    private static Bad unreadable(Class<?> type) {
        return new Bad(
                ErrorCode.UNSUPPORTED_FORMAT,
                "The JSON of this %s cannot be read, or lacks a field.".formatted(type.getSimpleName()));
    }

    private static Bad wrongLength(FrameType type, int length, String expected) {
        return new Bad(ErrorCode.BAD_LENGTH, "%s: %d bytes (expected: %s)".formatted(type, length, expected));
    }

    private static Parsed complete(ByteBuf in, int at, Body body, int length) {
        if (!(body instanceof Body.Audio)) {
            in.readerIndex(at + HEADER_BYTES + length);
        }
        return new Complete(new Frame(
                in.getUnsignedShort(at + FLAGS_AT),
                in.getUnsignedInt(at + CLIP_AT),
                in.getUnsignedInt(at + SEQ_AT),
                body));
    }
}
