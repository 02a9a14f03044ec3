package dev.chirp.ingest.frame;

import static dev.chirp.ingest.frame.Frame.HEADER_BYTES;

import dev.chirp.contracts.event.EventJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Writes frames as bytes. */
public final class FrameWriter {
    private static final byte[] NOTHING = {};

    private FrameWriter() {}

    /** The bytes of a frame, in a new buffer that the caller releases; the frame stays the caller's, too. */
    public static ByteBuf write(ByteBufAllocator allocator, Frame frame) {
        return switch (frame.body()) {
            case Body.Audio audio -> {
                int length = audio.samples().readableBytes();
                ByteBuf out = begin(allocator, frame, length);
                out.writeBytes(audio.samples(), audio.samples().readerIndex(), length);
                yield seal(out);
            }
            case Body.Ack ack ->
                seal(begin(allocator, frame, Body.Ack.BYTES)
                        .writeInt((int) ack.committedSeq())
                        .writeInt((int) ack.receivedSeq())
                        .writeInt((int) ack.creditFrames()));
            case Body.Json json -> bytes(allocator, frame, EventJson.MAPPER.writeValueAsBytes(json));
            case Body.Event event -> bytes(allocator, frame, event.envelope());
            case Body.Ping ping -> bytes(allocator, frame, NOTHING);
            case Body.Pong pong -> bytes(allocator, frame, NOTHING);
            case Body.Bye bye -> bytes(allocator, frame, NOTHING);
        };
    }

    private static ByteBuf bytes(ByteBufAllocator allocator, Frame frame, byte[] payload) {
        return seal(begin(allocator, frame, payload.length).writeBytes(payload));
    }

    private static ByteBuf begin(ByteBufAllocator allocator, Frame frame, int length) {
        return allocator
                .buffer(HEADER_BYTES + length)
                .writeInt(FrameReader.MAGIC)
                .writeByte(FrameReader.VERSION)
                .writeByte(frame.body().type().code())
                .writeShort(frame.flags())
                .writeInt((int) frame.clip())
                .writeInt((int) frame.seq())
                .writeInt(length)
                .writeInt(0);
    }

    private static ByteBuf seal(ByteBuf frame) {
        int length = frame.readableBytes() - HEADER_BYTES;
        return frame.setInt(
                frame.readerIndex() + FrameReader.CRC_AT, FrameReader.crc(frame, frame.readerIndex(), length));
    }
}
