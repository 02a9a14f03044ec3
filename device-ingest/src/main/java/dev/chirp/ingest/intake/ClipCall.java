package dev.chirp.ingest.intake;

import dev.chirp.contracts.intake.CaptureIntakeGrpc;
import dev.chirp.contracts.intake.ClipEnd;
import dev.chirp.contracts.intake.ClipMessage;
import dev.chirp.contracts.intake.ClipReceipt;
import dev.chirp.contracts.intake.ClipStart;
import dev.chirp.telemetry.trace.Operation;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A clip on a gRPC stream of its own. Everything, gRPC's callbacks included, runs on one event loop. Small pieces are
 * gathered into larger messages, because each message costs about a kilobyte of garbage on either side. Sound is given
 * to gRPC only while it is ready for it, so that it is copied at once and no buffer is kept by a stream that may never
 * begin.
 */
final class ClipCall implements ClipFeed {
    private static final int MAX_CHUNK_BYTES = 64 * 1024;

    /** However slowly sound comes, it goes on this often: the gateway gives a clip up after 30 s of silence. */
    private static final long GATHERED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String METHOD = CaptureIntakeGrpc.getUploadMethod().getFullMethodName();

    private final IntakeLine line;
    private final CallOptions options;
    private final EventLoop loop;
    private final ClipStart start;
    private final Operation operation;
    private final Listener listener;
    private final MessageDigest digest = Sha256.begin();
    private final Queue<ByteBuf> held = new ArrayDeque<>(2);
    private @Nullable ByteBuf gathered;
    private @Nullable ClientCall<Outgoing, ClipReceipt> call;
    private State state = State.OPEN;
    private long gatheredSince;
    private int retries;
    private boolean soundSent;

    private enum State {
        /** Takes sound. */
        OPEN,
        /** No more sound comes; some may still be held. */
        COMPLETE,
        /** All is sent, the receipt is awaited. */
        SENT,
        /** The user has heard how it ended, or does not want to. */
        OVER
    }

    private ClipCall(IntakeLine line, CallOptions options, EventLoop loop, ClipStart start, Listener listener) {
        this.line = line;
        this.options = options.withExecutor(loop);
        this.loop = loop;
        this.operation = Operation.call(METHOD, start.getTraceparent().isEmpty() ? null : start.getTraceparent())
                .with("rpc.system", "grpc")
                .with("chirp.device_id", start.getDeviceId());
        this.start = within(operation, start);
        this.listener = listener;
    }

    private static ClipStart within(Operation operation, ClipStart start) {
        String traceparent = operation.traceparent();
        return traceparent == null || traceparent.equals(start.getTraceparent())
                ? start
                : start.toBuilder().setTraceparent(traceparent).build();
    }

    /** Begins on the loop, and never answers before this returns; {@code options} name the deadline. */
    static ClipCall begin(IntakeLine line, CallOptions options, EventLoop loop, ClipStart start, Listener listener) {
        ClipCall clip = new ClipCall(line, options, loop, start, listener);
        line.clipBegins();
        if (line.mayCall()) {
            clip.dial();
        } else {
            loop.execute(() -> clip.finish(new Receipt.Unavailable()));
        }
        return clip;
    }

    private void dial() {
        if (state == State.OVER) {
            return;
        }
        ClientCall<Outgoing, ClipReceipt> dialled = line.call(options);
        call = dialled;
        dialled.start(new Answers(dialled), new Metadata());
        dialled.request(1);
        dialled.sendMessage(
                new Outgoing.Plain(ClipMessage.newBuilder().setStart(start).build()));
        flush();
    }

    @Override
    public boolean isReady() {
        return state == State.OVER || (held.isEmpty() && call != null && call.isReady());
    }

    @Override
    public void write(ByteBuf audio) {
        if (state != State.OPEN) {
            audio.release();
            return;
        }
        int bytes = audio.readableBytes();
        if (gathered == null && bytes >= line.messageBytes() && bytes <= MAX_CHUNK_BYTES) {
            hold(audio);
        } else {
            gather(audio);
        }
        flush();
    }

    private void gather(ByteBuf audio) {
        try {
            while (audio.isReadable()) {
                ByteBuf into = gathered;
                if (into == null) {
                    int capacity = line.messageBytes();
                    into = ByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
                    gathered = into;
                    gatheredSince = System.nanoTime();
                }
                // In this direction nothing is made but the copy; writeBytes would make views of both.
                audio.readBytes(into, Math.min(audio.readableBytes(), into.writableBytes()));
                if (!into.isWritable() || System.nanoTime() - gatheredSince > GATHERED_NANOS) {
                    holdGathered();
                }
            }
        } finally {
            audio.release();
        }
    }

    private void holdGathered() {
        if (gathered != null) {
            hold(gathered);
            gathered = null;
        }
    }

    private void hold(ByteBuf message) {
        digest.update(message.internalNioBuffer(message.readerIndex(), message.readableBytes()));
        held.add(message);
    }

    @Override
    public void complete() {
        if (state == State.OPEN) {
            state = State.COMPLETE;
            holdGathered();
            flush();
        }
    }

    private void flush() {
        ClientCall<Outgoing, ClipReceipt> to = call;
        if (to == null) {
            return;
        }
        while (!held.isEmpty() && to.isReady()) {
            soundSent = true;
            to.sendMessage(new Outgoing.Sound(held.remove()));
        }
        if (state == State.COMPLETE && held.isEmpty()) {
            state = State.SENT;
            String sha256 = HexFormat.of().formatHex(digest.digest());
            to.sendMessage(new Outgoing.Plain(ClipMessage.newBuilder()
                    .setEnd(ClipEnd.newBuilder().setClipRef(Outgoing.REF).setSha256(sha256))
                    .build()));
            to.halfClose();
        }
    }

    @Override
    public void abort() {
        if (state == State.OPEN) {
            end("aborted");
            line.undecided();
            hangUp("the connection of the device ended before its clip");
        }
    }

    private void hangUp(String reason) {
        if (call != null) {
            call.cancel(reason, null);
        }
    }

    private void end(String outcome) {
        state = State.OVER;
        operation.with("chirp.outcome", outcome).end();
        line.clipEnds();
        holdGathered();
        held.forEach(ByteBuf::release);
        held.clear();
    }

    private void finish(Receipt receipt) {
        if (state != State.OVER) {
            end("unavailable");
            listener.onReceipt(receipt);
        }
    }

    private void closed(Status status) {
        if (state == State.OVER) {
            return;
        }
        call = null;
        OptionalLong pause = soundSent ? OptionalLong.empty() : line.retryAfterMillis(retries, status);
        if (pause.isPresent()) {
            retries++;
            var _ = loop.schedule(this::dial, pause.getAsLong(), TimeUnit.MILLISECONDS);
            return;
        }
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED && state != State.SENT) {
            // It was the device that took too long.
            line.undecided();
        } else {
            line.badly(status);
        }
        finish(new Receipt.Unavailable());
    }

    /** The gateway's side of one call; what a call says that was given up is not heard. */
    @SuppressWarnings("ReferenceEquality") // It is the same call or another one.
    private final class Answers extends ClientCall.Listener<ClipReceipt> {
        private final ClientCall<Outgoing, ClipReceipt> of;

        Answers(ClientCall<Outgoing, ClipReceipt> of) {
            this.of = of;
        }

        @Override
        public void onReady() {
            if (of == call) {
                flush();
                if (state == State.OPEN && isReady()) {
                    listener.onReady();
                }
            }
        }

        @Override
        public void onMessage(ClipReceipt receipt) {
            if (of == call && state != State.OVER) {
                boolean early = state != State.SENT;
                line.well();
                end("answered");
                if (early) {
                    hangUp("the clip is answered before its end");
                }
                listener.onReceipt(Receipt.of(receipt));
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (of == call) {
                closed(status);
            }
        }
    }
}
