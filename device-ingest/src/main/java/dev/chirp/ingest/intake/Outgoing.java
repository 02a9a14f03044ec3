package dev.chirp.ingest.intake;

import com.google.protobuf.CodedOutputStream;
import dev.chirp.contracts.intake.AudioChunk;
import dev.chirp.contracts.intake.CaptureIntakeGrpc;
import dev.chirp.contracts.intake.ClipMessage;
import dev.chirp.contracts.intake.ClipReceipt;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * A message to the gateway. Sound goes from the buffer that it arrived in to gRPC's own, without an array or a message
 * object in between; on the wire it is the {@link ClipMessage} that the contract says.
 */
sealed interface Outgoing {
    /** The beginning or the end of a clip. */
    record Plain(ClipMessage message) implements Outgoing {}

    /** Sound; the buffer is released when it has been written. */
    record Sound(ByteBuf audio) implements Outgoing {}

    /** Every clip has its own stream, so all may have the same name on it. */
    String REF = "clip";

    /** The call that the contract names, with these messages. */
    MethodDescriptor<Outgoing, ClipReceipt> UPLOAD = CaptureIntakeGrpc.getUploadMethod().toBuilder(
                    new Marshaller(), CaptureIntakeGrpc.getUploadMethod().getResponseMarshaller())
            .build();

    /** Writes only. */
    final class Marshaller implements MethodDescriptor.Marshaller<Outgoing> {
        @Override
        public InputStream stream(Outgoing value) {
            return switch (value) {
                case Plain plain -> CaptureIntakeGrpc.getUploadMethod().streamRequest(plain.message);
                case Sound sound -> new SoundMessage(sound.audio);
            };
        }

        @Override
        public Outgoing parse(InputStream stream) {
            throw new UnsupportedOperationException("this side does not receive clips");
        }
    }

    /** {@code ClipMessage{chunk: AudioChunk{clip_ref, data}}}. */
    final class SoundMessage extends InputStream implements KnownLength, Drainable {
        /** gRPC takes arrays only; it copies them at once. */
        private static final FastThreadLocal<byte[]> PART = new FastThreadLocal<>() {
            @Override
            protected byte[] initialValue() {
                return new byte[8 * 1024];
            }
        };

        private final ByteBuf audio;
        private final byte[] head;
        private boolean open = true;

        SoundMessage(ByteBuf audio) {
            this.audio = audio;
            this.head = head(audio.readableBytes());
        }

        private static byte[] head(int audioBytes) {
            int data = CodedOutputStream.computeTagSize(AudioChunk.DATA_FIELD_NUMBER)
                    + CodedOutputStream.computeUInt32SizeNoTag(audioBytes);
            int ref = CodedOutputStream.computeStringSize(AudioChunk.CLIP_REF_FIELD_NUMBER, REF);
            int chunk = ref + data + audioBytes;
            byte[] head = new byte
                    [CodedOutputStream.computeTagSize(ClipMessage.CHUNK_FIELD_NUMBER)
                            + CodedOutputStream.computeUInt32SizeNoTag(chunk)
                            + ref
                            + data];
            CodedOutputStream out = CodedOutputStream.newInstance(head);
            try {
                out.writeTag(ClipMessage.CHUNK_FIELD_NUMBER, 2);
                out.writeUInt32NoTag(chunk);
                out.writeString(AudioChunk.CLIP_REF_FIELD_NUMBER, REF);
                out.writeTag(AudioChunk.DATA_FIELD_NUMBER, 2);
                out.writeUInt32NoTag(audioBytes);
            } catch (IOException e) {
                throw new UncheckedIOException("an array cannot fail", e);
            }
            return head;
        }

        @Override
        public int available() {
            return open ? head.length + audio.readableBytes() : 0;
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int bytes = available();
            target.write(head);
            byte[] part = PART.get();
            while (audio.isReadable()) {
                int length = Math.min(audio.readableBytes(), part.length);
                audio.readBytes(part, 0, length);
                target.write(part, 0, length);
            }
            close();
            return bytes;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("gRPC drains what can be drained");
        }

        @Override
        public int read(byte[] target, int from, int length) {
            return read();
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                audio.release();
            }
        }
    }
}
