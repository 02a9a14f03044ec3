package dev.chirp.ingest.frame;

import dev.chirp.ingest.frame.Parsed.More;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames, wherever the stream was cut on its way. A frame that lies within one piece is read
 * where it lies; only one that straddles pieces is gathered, in a buffer of its own size, so at most one frame is ever
 * copied or waited for. Not thread-safe.
 */
public final class FrameStream implements AutoCloseable {
    private final ByteBufAllocator allocator;
    private final Queue<ByteBuf> pieces = new ArrayDeque<>(1);
    private @Nullable ByteBuf gathered;
    private int maxPayloadBytes = FrameReader.MAX_JSON_BYTES;

    public FrameStream(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** The device is known: its frames may be as long as a frame can be; before that no longer than a HELLO. */
    public void trust() {
        maxPayloadBytes = Frame.MAX_PAYLOAD_BYTES;
    }

    /** Takes the next bytes, and the buffer with them. */
    public void offer(ByteBuf piece) {
        if (piece.isReadable()) {
            pieces.add(piece);
        } else {
            piece.release();
        }
    }

    /** The next frame; after a {@link Parsed.Bad} this stream is of no use any more. */
    public Parsed next() {
        while (true) {
            ByteBuf piece = pieces.peek();
            Parsed parsed = gathered != null ? FrameReader.read(gathered, maxPayloadBytes) : read(piece);
            if (!(parsed instanceof More more)) {
                taken(piece);
                return parsed;
            }
            if (piece == null) {
                return parsed;
            }
            gather(piece, more.frameBytes());
        }
    }

    private Parsed read(@Nullable ByteBuf piece) {
        return piece == null ? new More(Frame.HEADER_BYTES) : FrameReader.read(piece, maxPayloadBytes);
    }

    private void taken(@Nullable ByteBuf piece) {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        } else if (piece != null) {
            releaseIfEmpty(piece);
        }
    }

    /** Moves what belongs to the incomplete frame out of the piece. */
    private void gather(ByteBuf piece, int wanted) {
        if (gathered == null) {
            gathered = allocator.buffer(wanted, Frame.HEADER_BYTES + Frame.MAX_PAYLOAD_BYTES);
        } else {
            gathered.ensureWritable(wanted - gathered.readableBytes());
        }
        gathered.writeBytes(piece, Math.min(piece.readableBytes(), wanted - gathered.readableBytes()));
        releaseIfEmpty(piece);
    }

    private void releaseIfEmpty(ByteBuf piece) {
        if (!piece.isReadable()) {
            pieces.remove();
            piece.release();
        }
    }

    /** Bytes that are taken up by what has come and is in no frame yet. */
    public int heldBytes() {
        int held = gathered == null ? 0 : gathered.capacity();
        for (ByteBuf piece : pieces) {
            held += piece.readableBytes();
        }
        return held;
    }

    /** Whether the beginning of a frame is here and nothing behind it; to be asked after {@link #next} wanted more. */
    public boolean isIncomplete() {
        return gathered != null;
    }

    /** Lets go of everything. */
    @Override
    public void close() {
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
