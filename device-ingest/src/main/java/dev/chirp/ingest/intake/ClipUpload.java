package dev.chirp.ingest.intake;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.chirp.contracts.intake.AudioChunk;
import dev.chirp.contracts.intake.ClipEnd;
import dev.chirp.contracts.intake.ClipMessage;
import dev.chirp.contracts.intake.ClipReceipt;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;

/**
 * Carries the bytes of one clip from a device's request into a gRPC stream: asks the device for the next buffer only
 * while gRPC is ready for it. Runs on the request's event loop and on gRPC's; a lock keeps the demand at one buffer.
 */
final class ClipUpload extends BaseSubscriber<DataBuffer> implements Disposable {
    private static final int MAX_CHUNK_BYTES = 64 * 1024;
    private final Clip clip;
    private final MonoSink<Receipt> sink;
    private final MessageDigest digest = Sha256.begin();
    private @Nullable ClientCallStreamObserver<ClipMessage> requests;
    private boolean subscribed;
    private boolean asked;
    private boolean finished;
    private boolean aborted;

    ClipUpload(Clip clip, MonoSink<Receipt> sink) {
        this.clip = clip;
        this.sink = sink;
    }

    ClientResponseObserver<ClipMessage, ClipReceipt> responses() {
        return new Responses();
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        send(ClipMessage.newBuilder().setStart(clip.asStart(Outgoing.REF)).build());
        synchronized (this) {
            subscribed = true;
        }
        askWhenReady();
    }

    @Override
    protected void hookOnNext(DataBuffer buffer) {
        try {
            while (buffer.readableByteCount() > 0) {
                byte[] bytes = new byte[Math.min(buffer.readableByteCount(), MAX_CHUNK_BYTES)];
                buffer.read(bytes);
                digest.update(bytes);
                send(chunk(UnsafeByteOperations.unsafeWrap(bytes)));
            }
        } finally {
            DataBufferUtils.release(buffer);
        }
        synchronized (this) {
            asked = false;
        }
        askWhenReady();
    }

    @Override
    protected void hookOnComplete() {
        synchronized (this) {
            finished = true;
        }
        send(ClipMessage.newBuilder()
                .setEnd(ClipEnd.newBuilder()
                        .setClipRef(Outgoing.REF)
                        .setSha256(HexFormat.of().formatHex(digest.digest())))
                .build());
        synchronized (this) {
            if (requests != null && !aborted) {
                requests.onCompleted();
            }
        }
    }

    @Override
    protected void hookOnError(Throwable error) {
        sink.error(error);
    }

    /** The device went away, its request broke, or the gateway has answered; perhaps before the last byte. */
    @Override
    public void dispose() {
        cancel();
        abort();
    }

    private void askWhenReady() {
        synchronized (this) {
            if (!subscribed || asked || finished || requests == null || !requests.isReady()) {
                return;
            }
            asked = true;
        }
        request(1);
    }

    private synchronized void send(ClipMessage message) {
        if (requests != null && !aborted) {
            requests.onNext(message);
        }
    }

    private synchronized void abort() {
        if (requests != null && !finished) {
            finished = true;
            aborted = true;
            requests.cancel("the upload ended before the clip did", null);
        }
    }

    private static ClipMessage chunk(ByteString bytes) {
        return ClipMessage.newBuilder()
                .setChunk(AudioChunk.newBuilder().setClipRef(Outgoing.REF).setData(bytes))
                .build();
    }

    /** The gateway's side of the stream. A receipt may come before the last byte: a refusal ends the upload. */
    private final class Responses implements ClientResponseObserver<ClipMessage, ClipReceipt> {
        @Override
        public void beforeStart(ClientCallStreamObserver<ClipMessage> stream) {
            synchronized (ClipUpload.this) {
                requests = stream;
            }
            stream.setOnReadyHandler(ClipUpload.this::askWhenReady);
        }

        @Override
        public void onNext(ClipReceipt receipt) {
            abort(); // first: the answer ends the request, and a body that is cut off then looks complete
            sink.success(Receipt.of(receipt));
        }

        @Override
        public void onError(Throwable error) {
            cancel();
            sink.success(new Receipt.Unavailable());
        }

        @Override
        public void onCompleted() {
            sink.success(new Receipt.Unavailable());
        }
    }
}
