package dev.chirp.cli.device;

import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.ErrorCode;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.frame.FrameStream;
import dev.chirp.ingest.frame.FrameWriter;
import dev.chirp.ingest.frame.Parsed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Predicate;

/** A connection that a device could have, and what may be expected of its other end. Blocks. */
final class Probe implements AutoCloseable {
    private final Line line;
    private final FrameStream incoming = new FrameStream(UnpooledByteBufAllocator.DEFAULT);

    Probe(ServerAddress server, Duration patience) throws IOException {
        line = server.connect(patience);
        incoming.trust();
    }

    /** The bytes of a frame. */
    static byte[] bytes(Frame frame) {
        ByteBuf written = FrameWriter.write(UnpooledByteBufAllocator.DEFAULT, frame);
        try {
            return ByteBufUtil.getBytes(written);
        } finally {
            written.release();
        }
    }

    void send(byte[] bytes) throws IOException {
        line.send(bytes);
    }

    void send(Frame frame) throws IOException {
        send(bytes(frame));
    }

    void send(Body body) throws IOException {
        send(Frame.unnumbered(body));
    }

    Body.Welcome welcome(Body.Hello hello) throws IOException, BrokenRule {
        send(hello);
        return await(Body.Welcome.class, welcome -> true);
    }

    /** The next frame of this kind; an error that ends the connection is none of them. */
    <T extends Body> T await(Class<T> type, Predicate<T> wanted) throws IOException, BrokenRule {
        while (true) {
            Body body = next(type.getSimpleName());
            if (type.isInstance(body) && wanted.test(type.cast(body))) {
                return type.cast(body);
            }
            if (body instanceof Body.Failure failure && failure.fatal()) {
                throw new BrokenRule("got ERROR %s: %s".formatted(failure.code(), failure.detail()));
            }
        }
    }

    void awaitCommitted(long seq) throws IOException, BrokenRule {
        await(Body.Ack.class, ack -> ack.committedSeq() >= seq);
    }

    /** The connection has to end with this code. */
    void awaitError(ErrorCode code) throws IOException, BrokenRule {
        while (true) {
            if (next("ERROR " + code.wireName()) instanceof Body.Failure failure && failure.fatal()) {
                if (!failure.code().equals(code.wireName())) {
                    throw new BrokenRule("got %s (expected: %s)".formatted(failure.code(), code.wireName()));
                }
                if (line.read(new byte[1]) >= 0) {
                    throw new BrokenRule("the connection goes on after ERROR");
                }
                return;
            }
        }
    }

    private Body next(String expected) throws IOException, BrokenRule {
        byte[] buffer = new byte[4_096];
        while (true) {
            switch (incoming.next()) {
                case Parsed.Complete(Frame frame) -> {
                    return frame.body();
                }
                case Parsed.Bad bad -> throw new BrokenRule("a frame of the server is wrong: " + bad.detail());
                case Parsed.More more -> {
                    int read = read(buffer, expected);
                    incoming.offer(Unpooled.copiedBuffer(buffer, 0, read));
                }
            }
        }
    }

    private int read(byte[] buffer, String expected) throws IOException, BrokenRule {
        try {
            int read = line.read(buffer);
            if (read < 0) {
                throw new BrokenRule("the connection ended (expected: %s)".formatted(expected));
            }
            return read;
        } catch (SocketTimeoutException e) {
            throw new BrokenRule("nothing came for %d s (expected: %s)"
                    .formatted(line.patience().toSeconds(), expected));
        }
    }

    /** Ends the connection as a crash would. */
    void cut() throws IOException {
        line.cut();
    }

    @Override
    public void close() throws IOException {
        incoming.close();
        line.close();
    }
}
