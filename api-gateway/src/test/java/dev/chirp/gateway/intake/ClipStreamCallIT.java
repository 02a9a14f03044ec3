package dev.chirp.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.chirp.contracts.intake.AudioChunk;
import dev.chirp.contracts.intake.ClipEnd;
import dev.chirp.contracts.intake.ClipMessage;
import dev.chirp.contracts.intake.ClipReceipt;
import dev.chirp.contracts.intake.ClipStart;
import dev.chirp.gateway.TestGateway;
import dev.chirp.gateway.TestUser;
import dev.chirp.gateway.TestWav;
import dev.chirp.gateway.blob.Blobs;
import io.grpc.stub.ServerCallStreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What a stream does with its call: permits for messages, and nothing after its end. */
class ClipStreamCallIT {
    private static final int PERMITS_AT_FIRST = 8;
    private static final byte[] NO_AUDIO = "not a recording at all".getBytes(StandardCharsets.US_ASCII);
    private final TestGateway gateway = TestGateway.shared();
    private final TestUser user = gateway.newUser();
    private final RecordedCall call = new RecordedCall();

    @Test
    void givesAPermitBackForEveryMessageOfAClipThatIsRefusedOnItsWay() throws Exception {
        ClipStream stream = streamInto(gateway);
        double refused = refused(gateway, "unsupported_media_type");

        send(stream, NO_AUDIO, PERMITS_AT_FIRST);

        assertThat(call.next().getError().getCode()).isEqualTo("unsupported_media_type");
        assertThat(call.permitsOnceThereAre(PERMITS_AT_FIRST + PERMITS_AT_FIRST))
                .isEqualTo(PERMITS_AT_FIRST + PERMITS_AT_FIRST);
        assertThat(refused(gateway, "unsupported_media_type")).isEqualTo(refused + 1);
    }

    @Test
    void givesAPermitBackForEveryMessageOfAClipThatIsNotLetIn() throws Exception {
        try (TestGateway full = TestGateway.start(Map.of("chirp.intake.max-uploads-in-flight", "0"))) {
            ClipStream stream = streamInto(full);

            send(stream, NO_AUDIO, PERMITS_AT_FIRST);

            assertThat(call.next().getError().getCode()).isEqualTo("overloaded");
            assertThat(call.permitsOnceThereAre(PERMITS_AT_FIRST + PERMITS_AT_FIRST))
                    .isEqualTo(PERMITS_AT_FIRST + PERMITS_AT_FIRST);
            assertThat(refused(full, "uploads")).isOne();
            assertThat(full.upload(user, "a.wav", TestWav.ofSeconds(1)).status())
                    .isEqualTo(503);
            assertThat(refused(full, "uploads")).isEqualTo(2);
            assertThat(refused(full, "overloaded")).isZero();
        }
    }

    @Test
    void saysNothingMoreOnceTheStreamHasFailed() throws Exception {
        ClipStream stream = streamInto(gateway);
        for (int clip = 1; clip <= ClipStream.MAX_INTERLEAVED + 1; clip++) {
            stream.onNext(Incoming.of(start("c" + clip)));
        }

        stream.onNext(Incoming.of(start("late")));
        stream.onCompleted();

        assertThat(call.ends.poll(10, TimeUnit.SECONDS)).isEqualTo("error");
        IntakeMeters meters = gateway.context().getBean(IntakeMeters.class);
        awaitNone(meters.uploads());
        assertThat(call.received).isEmpty();
        assertThat(call.ends).isEmpty();
    }

    private ClipStream streamInto(TestGateway into) {
        return new ClipStream(
                call,
                into.context().getBean(CaptureIntake.class),
                into.context().getBean(Blobs.class));
    }

    /** A start, chunks and an end: as many messages as asked for. */
    private void send(ClipStream stream, byte[] chunk, int messages) {
        stream.onNext(Incoming.of(start("clip")));
        for (int i = 0; i < messages - 2; i++) {
            stream.onNext(Incoming.of(ClipMessage.newBuilder()
                    .setChunk(AudioChunk.newBuilder().setClipRef("clip").setData(ByteString.copyFrom(chunk)))
                    .build()));
        }
        stream.onNext(Incoming.of(ClipMessage.newBuilder()
                .setEnd(ClipEnd.newBuilder().setClipRef("clip"))
                .build()));
    }

    private ClipMessage start(String clipRef) {
        return ClipMessage.newBuilder()
                .setStart(ClipStart.newBuilder()
                        .setClipRef(clipRef)
                        .setDeviceId(UUID.randomUUID().toString())
                        .setUserId(user.id()))
                .build();
    }

    private static double refused(TestGateway by, String reason) {
        return by.context()
                .getBean(MeterRegistry.class)
                .counter("gateway.intake.refused", "reason", reason)
                .count();
    }

    private static void awaitNone(AtomicInteger active) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (active.get() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        assertThat(active).hasValue(0);
    }

    private static final class RecordedCall extends ServerCallStreamObserver<ClipReceipt> {
        private final BlockingQueue<ClipReceipt> received = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        private final AtomicInteger permits = new AtomicInteger();

        ClipReceipt next() throws InterruptedException {
            ClipReceipt receipt = received.poll(20, TimeUnit.SECONDS);
            assertThat(receipt).as("a receipt within 20 s").isNotNull();
            return receipt;
        }

        /** Permits may still be on their way when the receipt is there. */
        int permitsOnceThereAre(int expected) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (permits.get() < expected && System.nanoTime() < deadline) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            return permits.get();
        }

        @Override
        public void onNext(ClipReceipt receipt) {
            received.add(receipt);
        }

        @Override
        public void onError(Throwable failure) {
            ends.add("error");
        }

        @Override
        public void onCompleted() {
            ends.add("completed");
        }

        @Override
        public void request(int count) {
            permits.addAndGet(count);
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {}

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void setCompression(String compression) {}

        @Override
        public void setMessageCompression(boolean enable) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void disableAutoRequest() {}
    }
}
