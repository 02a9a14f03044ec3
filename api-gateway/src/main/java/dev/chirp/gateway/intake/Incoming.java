package dev.chirp.gateway.intake;

import dev.chirp.contracts.intake.CaptureIntakeGrpc;
import dev.chirp.contracts.intake.ClipEnd;
import dev.chirp.contracts.intake.ClipMessage;
import dev.chirp.contracts.intake.ClipReceipt;
import dev.chirp.contracts.intake.ClipStart;
import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A message of a stream of clips as it arrives. Sound stays in the buffers into which it was read from the socket. */
sealed interface Incoming {
    record Start(ClipStart clip) implements Incoming {}

    /** The sound is there while the message is handled, unless it is taken. */
    record Chunk(String clipRef, Sound sound) implements Incoming {}

    record End(ClipEnd clip) implements Incoming {}

    /** A kind of message that is not known here. */
    record Other() implements Incoming {}

    /** The call that the contract names, with these messages. */
    MethodDescriptor<Incoming, ClipReceipt> UPLOAD = CaptureIntakeGrpc.getUploadMethod().toBuilder(
                    new Marshaller(), CaptureIntakeGrpc.getUploadMethod().getResponseMarshaller())
            .build();

    static Incoming of(ClipMessage message) {
        return switch (message.getMessageCase()) {
            case START -> new Start(message.getStart());
            case CHUNK ->
                new Chunk(
                        message.getChunk().getClipRef(),
                        Sound.of(message.getChunk().getData()));
            case END -> new End(message.getEnd());
            case MESSAGE_NOT_SET -> new Other();
        };
    }

    /** Reads only. */
    final class Marshaller implements MethodDescriptor.Marshaller<Incoming> {
        @Override
        public Incoming parse(InputStream message) {
            try {
                ChunkHead head = head(message);
                if (head != null) {
                    message.skipNBytes(head.bytes());
                    return new Chunk(head.clipRef(), Sound.of(message));
                }
            } catch (IOException e) {
                throw Status.INTERNAL
                        .withDescription("a message cannot be read")
                        .withCause(e)
                        .asRuntimeException();
            }
            return of(CaptureIntakeGrpc.getUploadMethod().parseRequest(message));
        }

        private static @Nullable ChunkHead head(InputStream message) throws IOException {
            if (message instanceof KnownLength
                    && message instanceof Detachable
                    && message instanceof HasByteBuffer buffers
                    && buffers.byteBufferSupported()) {
                ByteBuffer first = buffers.getByteBuffer();
                return first == null ? null : ChunkHead.of(first, message.available());
            }
            return null;
        }

        @Override
        public InputStream stream(Incoming value) {
            throw new UnsupportedOperationException("this side does not send clips");
        }
    }
}
