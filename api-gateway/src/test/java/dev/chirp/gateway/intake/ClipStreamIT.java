package dev.chirp.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.chirp.contracts.intake.AudioChunk;
import dev.chirp.contracts.intake.CaptureIntakeGrpc;
import dev.chirp.contracts.intake.ClipEnd;
import dev.chirp.contracts.intake.ClipMessage;
import dev.chirp.contracts.intake.ClipReceipt;
import dev.chirp.contracts.intake.ClipStart;
import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestPipeline;
import dev.chirp.gateway.TestUser;
import dev.chirp.gateway.TestWav;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** Clips of devices over gRPC. */
class ClipStreamIT {
    private static final int CHUNK = 64 * 1024;
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();
    private final String device = UUID.randomUUID().toString();
    private final ManagedChannel channel = NettyChannelBuilder.forAddress(
                    "127.0.0.1",
                    gateway.context().getBean(GrpcServerLifecycle.class).getPort())
            .usePlaintext()
            .build();
    private final Receipts receipts = new Receipts();
    private final StreamObserver<ClipMessage> clips =
            CaptureIntakeGrpc.newStub(channel).upload(receipts);

    @AfterEach
    void close() {
        channel.shutdownNow();
    }

    @Test
    void answersEachOfInterleavedClips() throws Exception {
        byte[] wav = TestWav.ofSeconds(6);
        Map<String, Long> captures = new HashMap<>();

        for (int clip = 1; clip <= 4; clip++) {
            clips.onNext(start("c" + clip, clip));
        }
        for (int from = 0; from < wav.length; from += CHUNK) {
            for (int clip = 1; clip <= 4; clip++) {
                clips.onNext(chunk("c" + clip, wav, from));
            }
        }
        for (int clip = 1; clip <= 4; clip++) {
            clips.onNext(end("c" + clip, ""));
        }
        for (int clip = 1; clip <= 4; clip++) {
            ClipReceipt receipt = receipts.next();
            captures.put(receipt.getClipRef(), receipt.getCaptureId());
        }
        clips.onCompleted();

        assertThat(captures).containsOnlyKeys("c1", "c2", "c3", "c4").doesNotContainValue(0L);
        assertThat(Set.copyOf(captures.values())).hasSize(4);
        assertThat(receipts.completed.poll(10, TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.get("/api/v1/captures/" + captures.get("c1"), user.bearer())
                        .json()
                        .get("device_id")
                        .asString())
                .isEqualTo(device);
    }

    @Test
    void answersARepeatedClipWithTheFirstCapture() throws Exception {
        send("a", 7, TestWav.ofSeconds(1), "");
        ClipReceipt first = receipts.next();
        Set<String> files = gateway.files();

        send("b", 7, TestWav.ofSeconds(1), "");
        ClipReceipt second = receipts.next();

        assertThat(first.getDuplicate()).isFalse();
        assertThat(second.getDuplicate()).isTrue();
        assertThat(second.getCaptureId()).isEqualTo(first.getCaptureId());
        assertThat(gateway.files()).isEqualTo(files);
    }

    @Test
    void refusesAnIdempotencyKeyThatNamedOtherAudio() throws Exception {
        byte[] audio = TestWav.ofSeconds(1);
        byte[] other = TestWav.ofSeconds(2);
        sendAs("a", "dawn", audio);
        long first = receipts.next().getCaptureId();

        sendAs("b", "dawn", other);
        ClipReceipt refused = receipts.next();
        sendAs("c", "dawn", audio);
        ClipReceipt again = receipts.next();

        assertThat(refused.getError().getCode()).isEqualTo("idempotency_key_reused");
        assertThat(refused.getError().getStatus()).isEqualTo(422);
        assertThat(again.getCaptureId()).isEqualTo(first);
        assertThat(again.getDuplicate()).isTrue();
    }

    private void sendAs(String clipRef, String key, byte[] audio) throws Exception {
        ClipMessage start = start(clipRef, 0);
        clips.onNext(start.toBuilder()
                .setStart(start.getStart().toBuilder().clearBootId().setIdempotencyKey(key))
                .build());
        for (int from = 0; from < audio.length; from += CHUNK) {
            clips.onNext(chunk(clipRef, audio, from));
        }
        clips.onNext(end(
                clipRef,
                java.util.HexFormat.of()
                        .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                .digest(audio))));
    }

    @Test
    void refusesOneClipAndGoesOnWithTheOthers() throws Exception {
        send("bad", 1, "not a recording at all".getBytes(java.nio.charset.StandardCharsets.UTF_8), "");
        send("altered", 2, TestWav.ofSeconds(1), "00");
        send("good", 3, TestWav.ofSeconds(1), "");

        Map<String, ClipReceipt> byClip = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            ClipReceipt receipt = receipts.next();
            byClip.put(receipt.getClipRef(), receipt);
        }

        assertThat(byClip.get("bad").getError().getCode()).isEqualTo("unsupported_media_type");
        assertThat(byClip.get("bad").getError().getStatus()).isEqualTo(415);
        assertThat(byClip.get("altered").getError().getCode()).isEqualTo("checksum_mismatch");
        assertThat(byClip.get("good").getCaptureId()).isPositive();
    }

    @Test
    void refusesAFifthClipAtATime() throws Exception {
        for (int clip = 1; clip <= 5; clip++) {
            clips.onNext(start("c" + clip, clip));
        }

        assertThat(Status.fromThrowable(receipts.failed.poll(10, TimeUnit.SECONDS))
                        .getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void keepsNothingOfAStreamThatBreaks() throws Exception {
        Set<String> before = gateway.files();
        clips.onNext(start("half", 1));
        clips.onNext(chunk("half", TestWav.ofSeconds(6), 0));
        awaitUntil(() -> !gateway.files().equals(before));

        clips.onError(Status.CANCELLED.asRuntimeException());

        awaitUntil(() -> gateway.files().equals(before));
        assertThat(gateway.files()).isEqualTo(before);
        try (var connection = TestPipeline.connection();
                var row = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM capture WHERE user_id = " + user.id())) {
            row.next();
            assertThat(row.getLong(1)).isZero();
        }
    }

    private void send(String clipRef, int number, byte[] audio, String sha256) {
        clips.onNext(start(clipRef, number));
        for (int from = 0; from < audio.length; from += CHUNK) {
            clips.onNext(chunk(clipRef, audio, from));
        }
        clips.onNext(end(clipRef, sha256));
    }

    private ClipMessage start(String clipRef, int number) {
        return ClipMessage.newBuilder()
                .setStart(ClipStart.newBuilder()
                        .setClipRef(clipRef)
                        .setDeviceId(device)
                        .setUserId(user.id())
                        .setBootId("boot-1")
                        .setClip(number))
                .build();
    }

    private static ClipMessage chunk(String clipRef, byte[] audio, int from) {
        return ClipMessage.newBuilder()
                .setChunk(AudioChunk.newBuilder()
                        .setClipRef(clipRef)
                        .setData(ByteString.copyFrom(audio, from, Math.min(CHUNK, audio.length - from))))
                .build();
    }

    private static ClipMessage end(String clipRef, String sha256) {
        return ClipMessage.newBuilder()
                .setEnd(ClipEnd.newBuilder().setClipRef(clipRef).setSha256(sha256))
                .build();
    }

    private static void awaitUntil(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static final class Receipts implements StreamObserver<ClipReceipt> {
        private final BlockingQueue<ClipReceipt> received = new LinkedBlockingQueue<>();
        private final BlockingQueue<Throwable> failed = new LinkedBlockingQueue<>();
        private final BlockingQueue<Boolean> completed = new LinkedBlockingQueue<>();

        ClipReceipt next() throws InterruptedException {
            ClipReceipt receipt = received.poll(20, TimeUnit.SECONDS);
            assertThat(receipt).as("a receipt within 20 s").isNotNull();
            return receipt;
        }

        @Override
        public void onNext(ClipReceipt receipt) {
            received.add(receipt);
        }

        @Override
        public void onError(Throwable failure) {
            failed.add(failure);
        }

        @Override
        public void onCompleted() {
            completed.add(true);
        }
    }
}
