package dev.chirp.ingest;

import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.frame.FrameStream;
import dev.chirp.ingest.frame.FrameWriter;
import dev.chirp.ingest.frame.Parsed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A device's end of a connection, on a blocking socket. */
final class FrameClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private final Socket socket;
    private final FrameStream incoming = new FrameStream(UnpooledByteBufAllocator.DEFAULT);

    FrameClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        incoming.trust();
    }

    static FrameClient connect(int port) throws IOException {
        return new FrameClient(new Socket("127.0.0.1", port));
    }

    static Body.Hello hello(IngestFixture.Device device, String bootId, int sampleRate, @Nullable Long resumeFrom) {
        return new Body.Hello(
                device.key(), device.id().toString(), bootId, "test", sampleRate, 1, "s16le", 1L, null, resumeFrom);
    }

    static byte[] bytes(Frame frame) {
        ByteBuf written = FrameWriter.write(UnpooledByteBufAllocator.DEFAULT, frame);
        try {
            return ByteBufUtil.getBytes(written);
        } finally {
            written.release();
        }
    }

    static Frame audio(int flags, long clip, long seq, byte[] samples) {
        return new Frame(flags, clip, seq, new Body.Audio(Unpooled.wrappedBuffer(samples)));
    }

    void send(Frame frame) throws IOException {
        send(bytes(frame));
    }

    void send(Body body) throws IOException {
        send(Frame.unnumbered(body));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    Body.Welcome begin(Body.Hello hello) throws IOException {
        send(hello);
        return await(Body.Welcome.class, welcome -> true);
    }

    /** The next frame of the server. */
    Body next() throws IOException {
        byte[] buffer = new byte[4_096];
        while (true) {
            switch (incoming.next()) {
                case Parsed.Complete(Frame frame) -> {
                    return frame.body();
                }
                case Parsed.Bad bad -> throw new IOException("bad frame of the server: " + bad);
                case Parsed.More more -> {
                    int read = socket.getInputStream().read(buffer);
                    if (read < 0) {
                        throw new EOFException("the server has ended the connection");
                    }
                    incoming.offer(Unpooled.copiedBuffer(buffer, 0, read));
                }
            }
        }
    }

    /** The next frame of this kind; others are passed over. */
    <T extends Body> T await(Class<T> type, Predicate<T> wanted) throws IOException {
        while (true) {
            Body body = next();
            if (type.isInstance(body) && wanted.test(type.cast(body))) {
                return type.cast(body);
            }
        }
    }

    Body.Ack awaitCommitted(long seq) throws IOException {
        return await(Body.Ack.class, ack -> ack.committedSeq() >= seq);
    }

    /** The error that ends the connection. */
    Body.Failure awaitEnd() throws IOException {
        Body.Failure failure = await(Body.Failure.class, Body.Failure::fatal);
        if (socket.getInputStream().read() >= 0) {
            throw new IOException("something came after the end");
        }
        return failure;
    }

    /** Ends the connection as a crash would. */
    void cut() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        incoming.close();
        socket.close();
    }
}
