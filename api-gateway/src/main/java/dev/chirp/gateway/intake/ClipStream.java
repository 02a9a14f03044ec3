package dev.chirp.gateway.intake;

import dev.chirp.contracts.intake.ClipEnd;
import dev.chirp.contracts.intake.ClipError;
import dev.chirp.contracts.intake.ClipReceipt;
import dev.chirp.contracts.intake.ClipStart;
import dev.chirp.gateway.blob.Blobs;
import dev.chirp.gateway.problem.FailureMapping;
import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of interleaved clips. Messages come one at a time on the call's event loop; receipts leave from wherever a
 * clip ends, under the lock of this object. A message is asked for when one has been dealt with, so at most
 * {@value #MESSAGES_AHEAD} chunks wait for the disk.
 */
final class ClipStream implements StreamObserver<Incoming> {
    private static final Logger log = LoggerFactory.getLogger(ClipStream.class);
    static final int MAX_INTERLEAVED = 4;
    private static final int MESSAGES_AHEAD = 8;
    private final ServerCallStreamObserver<ClipReceipt> receipts;
    private final CaptureIntake intake;
    private final Blobs blobs;
    /** The clips between their start and their end; touched on the event loop only. */
    private final Map<String, IncomingClip> open = new HashMap<>();

    private int unanswered;
    private boolean halfClosed;
    /** Nothing may be sent any more. */
    private boolean ended;

    ClipStream(ServerCallStreamObserver<ClipReceipt> receipts, CaptureIntake intake, Blobs blobs) {
        this.receipts = receipts;
        this.intake = intake;
        this.blobs = blobs;
        receipts.disableAutoRequest();
        receipts.setOnCancelHandler(this::abandon);
        receipts.request(MESSAGES_AHEAD);
    }

    @Override
    public void onNext(Incoming message) {
        if (hasEnded()) {
            return;
        }
        switch (message) {
            case Incoming.Start(ClipStart clip) -> start(clip);
            case Incoming.Chunk(String clipRef, Sound sound) -> chunk(clipRef, sound);
            case Incoming.End(ClipEnd clip) -> end(clip);
            case Incoming.Other other -> receipts.request(1);
        }
    }

    private void start(ClipStart start) {
        if (open.size() >= MAX_INTERLEAVED || open.containsKey(start.getClipRef())) {
            fail(Status.INVALID_ARGUMENT.withDescription(
                    "clip_ref: expected a new one, and at most " + MAX_INTERLEAVED + " clips at a time"));
            abandon();
            return;
        }
        IncomingClip clip = new IncomingClip(() -> receipts.request(1));
        open.put(start.getClipRef(), clip);
        awaiting(1);
        clip.receive(start, intake, blobs)
                .subscribe(
                        accepted -> answer(ClipReceipt.newBuilder()
                                .setClipRef(start.getClipRef())
                                .setCaptureId(accepted.captureId())
                                .setDuplicate(accepted.duplicate())
                                .build()),
                        failure -> answer(refused(start.getClipRef(), failure)));
        receipts.request(1);
    }

    private void chunk(String clipRef, Sound sound) {
        IncomingClip clip = open.get(clipRef);
        if (clip == null || !clip.offer(sound)) {
            // The clip has been refused; its sender may not know yet.
            receipts.request(1);
        }
    }

    private void end(ClipEnd end) {
        IncomingClip clip = open.remove(end.getClipRef());
        if (clip != null) {
            clip.complete(end.getSha256());
        }
        receipts.request(1);
    }

    private static ClipReceipt refused(String clipRef, Throwable failure) {
        Problem problem = FailureMapping.problemOf(failure);
        if (problem.type() == ProblemType.INTERNAL_ERROR) {
            log.atError().setCause(failure).log("Clip failed");
        }
        return ClipReceipt.newBuilder()
                .setClipRef(clipRef)
                .setError(ClipError.newBuilder()
                        .setCode(problem.type().code())
                        .setDetail(problem.detail())
                        .setStatus(problem.type().status())
                        .setRetryAfterSeconds(Math.toIntExact(problem.pause().toSeconds())))
                .build();
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    private synchronized void fail(Status status) {
        ended = true;
        receipts.onError(status.asRuntimeException());
    }

    private synchronized void awaiting(int clips) {
        unanswered += clips;
    }

    private synchronized void answer(ClipReceipt receipt) {
        unanswered--;
        if (!ended && !receipts.isCancelled()) {
            receipts.onNext(receipt);
            completeIfDone();
        }
    }

    @Override
    public void onError(Throwable failure) {
        abandon();
    }

    @Override
    public synchronized void onCompleted() {
        halfClosed = true;
        abandon();
        completeIfDone();
    }

    private void completeIfDone() {
        if (!ended && halfClosed && unanswered == 0) {
            ended = true;
            receipts.onCompleted();
        }
    }

    /** Ends the clips that will never be complete. */
    private void abandon() {
        open.values().forEach(IncomingClip::abandon);
        open.clear();
    }
}
