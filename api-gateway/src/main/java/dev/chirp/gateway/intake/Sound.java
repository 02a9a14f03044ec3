package dev.chirp.gateway.intake;

import com.google.protobuf.ByteString;
import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/** The sound of one message. It may be closed more than once, from more than one thread. */
abstract class Sound implements Closeable {
    /** What the sound is for. */
    interface Sink {
        void write(ByteBuffer bytes) throws IOException;
    }

    private Sound() {}

    /** {@code message} stands at its first byte, and is gRPC's own: detachable, with byte buffers. */
    static Sound of(InputStream message) {
        return new Received(message);
    }

    static Sound of(ByteString bytes) {
        return new Copied(bytes);
    }

    /** The same for longer than the message is handled; whoever has it closes it. */
    abstract Sound take();

    /** Gives all bytes to the sink. */
    abstract void writeTo(Sink sink) throws IOException;

    @Override
    public abstract void close();

    /** In the buffers of the connection. */
    private static final class Received extends Sound {
        private final InputStream bytes;
        private final AtomicBoolean closed = new AtomicBoolean();

        Received(InputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        Sound take() {
            return new Received(((Detachable) bytes).detach());
        }

        @Override
        void writeTo(Sink sink) throws IOException {
            while (bytes.available() > 0) {
                ByteBuffer next = Objects.requireNonNull(((HasByteBuffer) bytes).getByteBuffer());
                int length = next.remaining();
                sink.write(next);
                bytes.skipNBytes(length);
            }
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                try {
                    bytes.close();
                } catch (IOException e) {
                    throw new IllegalStateException("memory cannot fail", e);
                }
            }
        }
    }

    private static final class Copied extends Sound {
        private final ByteString bytes;

        Copied(ByteString bytes) {
            this.bytes = bytes;
        }

        @Override
        Sound take() {
            return this;
        }

        @Override
        void writeTo(Sink sink) throws IOException {
            for (ByteBuffer part : bytes.asReadOnlyByteBufferList()) {
                sink.write(part);
            }
        }

        @Override
        public void close() {}
    }
}
