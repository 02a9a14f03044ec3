package dev.chirp.ingest.intake;

import dev.chirp.contracts.intake.ClipEnd;
import dev.chirp.contracts.intake.ClipMessage;
import dev.chirp.contracts.intake.ClipReceipt;
import dev.chirp.contracts.intake.ClipStart;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Queue;

/**
 * A clip on a gRPC stream of its own. Everything, gRPC's callbacks included, runs on the thread that the options name.
 * Sound is given to gRPC only while it is ready for it, so that it is copied at once and no buffer is kept by a stream
 * that may never begin.
 */
final class ClipCall extends ClientCall.Listener<ClipReceipt> implements ClipFeed {
    private final ClientCall<Outgoing, ClipReceipt> call;
    private final Listener listener;
    private final MessageDigest digest = Sha256.begin();
    private final Queue<ByteBuf> held = new ArrayDeque<>(2);
    private State state = State.OPEN;

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

    private ClipCall(ClientCall<Outgoing, ClipReceipt> call, Listener listener) {
        this.call = call;
        this.listener = listener;
    }

    /** {@code head}: the first bytes of the clip; {@code options} name the thread and the deadline. */
    static ClipCall begin(Channel channel, CallOptions options, ClipStart start, ByteBuf head, Listener listener) {
        ClipCall clip = new ClipCall(channel.newCall(Outgoing.UPLOAD, options), listener);
        clip.call.start(clip, new Metadata());
        clip.call.request(1);
        clip.call.sendMessage(
                new Outgoing.Plain(ClipMessage.newBuilder().setStart(start).build()));
        clip.write(head);
        return clip;
    }

    @Override
    public boolean isReady() {
        return state == State.OVER || (held.isEmpty() && call.isReady());
    }

    @Override
    public void write(ByteBuf audio) {
        if (state != State.OPEN) {
            audio.release();
            return;
        }
        digest.update(audio.nioBuffer());
        held.add(audio);
        flush();
    }

    @Override
    public void complete() {
        if (state == State.OPEN) {
            state = State.COMPLETE;
            flush();
        }
    }

    private void flush() {
        while (!held.isEmpty() && call.isReady()) {
            call.sendMessage(new Outgoing.Sound(held.remove()));
        }
        if (state == State.COMPLETE && held.isEmpty()) {
            state = State.SENT;
            String sha256 = HexFormat.of().formatHex(digest.digest());
            call.sendMessage(new Outgoing.Plain(ClipMessage.newBuilder()
                    .setEnd(ClipEnd.newBuilder().setClipRef(Outgoing.REF).setSha256(sha256))
                    .build()));
            call.halfClose();
        }
    }

    @Override
    public void abort() {
        if (state == State.OPEN) {
            end();
            call.cancel("the connection of the device ended before its clip", null);
        }
    }

    private void end() {
        state = State.OVER;
        held.forEach(ByteBuf::release);
        held.clear();
    }

    @Override
    public void onReady() {
        flush();
        if (state == State.OPEN && isReady()) {
            listener.onReady();
        }
    }

    @Override
    public void onMessage(ClipReceipt receipt) {
        if (state != State.OVER) {
            boolean early = state != State.SENT;
            end();
            if (early) {
                call.cancel("the clip is answered before its end", null);
            }
            listener.onReceipt(Receipt.of(receipt));
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        if (state != State.OVER) {
            end();
            listener.onReceipt(new Receipt.Unavailable());
        }
    }
}
