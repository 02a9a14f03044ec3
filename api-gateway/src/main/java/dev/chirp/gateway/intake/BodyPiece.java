package dev.chirp.gateway.intake;

import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * A piece of a request's body. Its memory is given back once, however often that is asked for: an operator between two
 * threads that is cancelled may discard a piece on both, and the memory is shared with the pieces beside it.
 */
final class BodyPiece {
    private final DataBuffer buffer;
    private final AtomicBoolean released = new AtomicBoolean();

    BodyPiece(DataBuffer buffer) {
        this.buffer = buffer;
    }

    /** Valid until {@link #release}. */
    DataBuffer buffer() {
        return buffer;
    }

    void release() {
        if (released.compareAndSet(false, true)) {
            DataBufferUtils.release(buffer);
        }
    }
}
