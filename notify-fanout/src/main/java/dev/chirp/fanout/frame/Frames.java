package dev.chirp.fanout.frame;

import dev.chirp.fanout.channel.LiveMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Where a socket gets the bytes of a message from. Owned by one event loop. */
@FunctionalInterface
public interface Frames {
    /** Copies the frame for each socket. */
    Frames EACH = (message, allocator) -> copy(message, allocator);

    /** The frame in direct memory; the caller releases it. */
    ByteBuf of(LiveMessage message, ByteBufAllocator allocator);

    private static ByteBuf copy(LiveMessage message, ByteBufAllocator allocator) {
        byte[] frame = message.wireFrame();
        return allocator.directBuffer(frame.length).writeBytes(frame);
    }

    /** Frames of a message that goes to several sockets: copied once, and a retained duplicate for each of them. */
    final class Shared implements Frames, AutoCloseable {
        private final LiveMessage message;
        private final ByteBuf frame;

        public Shared(LiveMessage message, ByteBufAllocator allocator) {
            this.message = message;
            this.frame = copy(message, allocator);
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // The very message that is shared.
        public ByteBuf of(LiveMessage wanted, ByteBufAllocator allocator) {
            return wanted == message ? frame.retainedDuplicate() : copy(wanted, allocator);
        }

        @Override
        public void close() {
            frame.release();
        }
    }
}
