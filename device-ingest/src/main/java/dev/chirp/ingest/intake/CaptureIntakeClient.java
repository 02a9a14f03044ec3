package dev.chirp.ingest.intake;

import dev.chirp.contracts.intake.CaptureIntakeGrpc;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends clips to the gateway, one stream per clip over one HTTP/2 connection. Bytes are taken from the device only as
 * fast as the gateway takes them. Every clip has a deadline.
 */
@Component
public class CaptureIntakeClient implements HealthIndicator, DisposableBean {
    private final ManagedChannel channel;
    /** For sound as it comes; a channel that may retry would keep up to 1 MB of every clip for that. */
    private final ManagedChannel live;

    private final Duration clipTimeout;

    CaptureIntakeClient(
            @Value("${chirp.intake.address}") String address,
            @Value("${chirp.ingest.clip-timeout}") Duration clipTimeout) {
        this.channel = to(address).build();
        this.live = to(address).disableRetry().build();
        this.clipTimeout = clipTimeout;
    }

    /** Sends a clip and waits for its receipt; no byte is taken from the device after it. The buffers are released. */
    public Mono<Receipt> send(Clip clip, Flux<DataBuffer> audio) {
        return Mono.create(sink -> {
            ClipUpload upload = new ClipUpload(clip, sink);
            CaptureIntakeGrpc.newStub(channel)
                    .withDeadlineAfter(clipTimeout.toMillis(), TimeUnit.MILLISECONDS)
                    .upload(upload.responses());
            sink.onDispose(upload);
            audio.subscribe(upload);
        });
    }

    private static NettyChannelBuilder to(String address) {
        return NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS);
    }

    /**
     * Begins a clip whose sound comes piece by piece. To be called and used on {@code thread}, on which the listener is
     * called, too.
     *
     * @param head its first bytes; released
     */
    public ClipFeed begin(Clip clip, ByteBuf head, Executor thread, ClipFeed.Listener listener) {
        CallOptions options = CallOptions.DEFAULT
                .withExecutor(thread)
                .withDeadlineAfter(clipTimeout.toMillis(), TimeUnit.MILLISECONDS);
        return ClipCall.begin(live, options, clip.asStart(Outgoing.REF), head, listener);
    }

    @Override
    public Health health() {
        ConnectivityState state = channel.getState(true);
        boolean broken = state == ConnectivityState.TRANSIENT_FAILURE || state == ConnectivityState.SHUTDOWN;
        return (broken ? Health.down() : Health.up())
                .withDetail("gateway", state.name())
                .build();
    }

    @Override
    public void destroy() throws InterruptedException {
        channel.shutdown();
        live.shutdown();
        for (ManagedChannel closing : List.of(channel, live)) {
            if (!closing.awaitTermination(5, TimeUnit.SECONDS)) {
                closing.shutdownNow();
            }
        }
    }
}
