package dev.chirp.gateway.intake;

import dev.chirp.contracts.intake.CaptureIntakeGrpc;
import dev.chirp.contracts.intake.ClipReceipt;
import dev.chirp.gateway.blob.Blobs;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import org.springframework.grpc.server.service.GrpcService;

/** Answers each clip of a stream with a receipt: the service of the contract, with messages that are not copied. */
@GrpcService
final class ClipService implements BindableService {
    private final CaptureIntake intake;
    private final Blobs blobs;

    ClipService(CaptureIntake intake, Blobs blobs) {
        this.intake = intake;
        this.blobs = blobs;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder(CaptureIntakeGrpc.SERVICE_NAME)
                .addMethod(Incoming.UPLOAD, ServerCalls.asyncBidiStreamingCall(this::upload))
                .build();
    }

    private StreamObserver<Incoming> upload(StreamObserver<ClipReceipt> receipts) {
        return new ClipStream((ServerCallStreamObserver<ClipReceipt>) receipts, intake, blobs);
    }
}
