package dev.chirp.gateway.intake;

import dev.chirp.contracts.intake.CaptureIntakeGrpc;
import dev.chirp.contracts.intake.ClipMessage;
import dev.chirp.contracts.intake.ClipReceipt;
import dev.chirp.gateway.blob.Blobs;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Answers each clip of a stream with a receipt. */
final class ClipService extends CaptureIntakeGrpc.CaptureIntakeImplBase {
    private final CaptureIntake intake;
    private final Blobs blobs;

    ClipService(CaptureIntake intake, Blobs blobs) {
        this.intake = intake;
        this.blobs = blobs;
    }

    @Override
    public StreamObserver<ClipMessage> upload(StreamObserver<ClipReceipt> receipts) {
        return new ClipStream((ServerCallStreamObserver<ClipReceipt>) receipts, intake, blobs);
    }
}
