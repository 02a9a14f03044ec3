package dev.chirp.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.chirp.contracts.intake.AudioChunk;
import dev.chirp.contracts.intake.CaptureIntakeGrpc;
import dev.chirp.contracts.intake.ClipEnd;
import dev.chirp.contracts.intake.ClipMessage;
import dev.chirp.contracts.intake.ClipReceipt;
import dev.chirp.contracts.intake.ClipStart;
import dev.chirp.embedded.AllocatedBytes;
import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestWav;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** How much garbage a byte of sound leaves between the connection of device-ingest and the blob store. */
class AllocationIT {
    /** Of connections and of the disk; what writes the rows is the same for a clip of any length. */
    private static final Pattern THREADS = Pattern.compile("grpc-|blob-|parallel-");

    private static final int CHUNK = 16 * 1024;
    private static final int CLIPS = 24;
    /** A guard against arrays coming back, which cost a byte and more; the aim is 0.1 for the whole way. */
    private static final double MOST = 0.25;

    private static final int ROUNDS = 10;

    @Test
    void clipsOverGrpc() throws Exception {
        TestGateway gateway = TestGateway.shared();
        long user = gateway.newUser().id();
        byte[] wav = TestWav.ofSeconds(15);
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("sender"), NioIoHandler.newFactory());
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1",
                        gateway.context().getBean(GrpcServerLifecycle.class).getPort())
                .eventLoopGroup(loops)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .usePlaintext()
                .build();
        try {
            // Code that is not compiled yet allocates more: the best of several rounds counts.
            double least = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS && least > MOST; round++) {
                Map<String, Long> before = AllocatedBytes.soFar();
                sendClips(channel, user, wav);
                Map<String, Double> perByte = AllocatedBytes.perByte(before, (long) CLIPS * wav.length);
                least = Math.min(
                        least,
                        perByte.entrySet().stream()
                                .filter(thread ->
                                        THREADS.matcher(thread.getKey()).lookingAt())
                                .mapToDouble(Map.Entry::getValue)
                                .sum());
            }
            assertThat(least).isBetween(0.001, MOST);
        } finally {
            channel.shutdownNow();
            loops.shutdownGracefully();
        }
    }

    private static void sendClips(ManagedChannel channel, long user, byte[] wav) throws Exception {
        for (int clip = 0; clip < CLIPS; clip++) {
            Sender sender = new Sender(user, wav);
            CaptureIntakeGrpc.newStub(channel).upload(sender);
            assertThat(sender.receipt.get(20, TimeUnit.SECONDS).getCaptureId()).isPositive();
        }
    }

    /** Sends a clip as fast as it is taken. */
    private static final class Sender implements ClientResponseObserver<ClipMessage, ClipReceipt> {
        private final CompletableFuture<ClipReceipt> receipt = new CompletableFuture<>();
        private final long user;
        private final ByteString wav;
        private int sent = -1;

        Sender(long user, byte[] wav) {
            this.user = user;
            this.wav = UnsafeByteOperations.unsafeWrap(wav);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ClipMessage> clip) {
            clip.setOnReadyHandler(() -> {
                while (clip.isReady() && sent <= wav.size()) {
                    clip.onNext(next());
                }
            });
        }

        private ClipMessage next() {
            ClipMessage.Builder message = ClipMessage.newBuilder();
            if (sent < 0) {
                sent = 0;
                message.setStart(ClipStart.newBuilder()
                        .setClipRef("c")
                        .setUserId(user)
                        .setDeviceId(UUID.randomUUID().toString()));
            } else if (sent == wav.size()) {
                sent++;
                message.setEnd(ClipEnd.newBuilder().setClipRef("c"));
            } else {
                int to = Math.min(wav.size(), sent + CHUNK);
                message.setChunk(AudioChunk.newBuilder().setClipRef("c").setData(wav.substring(sent, to)));
                sent = to;
            }
            return message.build();
        }

        @Override
        public void onNext(ClipReceipt answer) {
            receipt.complete(answer);
        }

        @Override
        public void onError(Throwable failure) {
            receipt.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {}
    }
}
