package dev.chirp.ingest.intake;

import dev.chirp.ingest.meter.IngestMeter;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
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
    private final IntakeLine line;
    private final Backlog backlog = new Backlog(System::nanoTime);
    private final Duration clipTimeout;

    CaptureIntakeClient(
            @Value("${chirp.intake.address}") String address,
            @Value("${chirp.ingest.clip-timeout}") Duration clipTimeout,
            MeterRegistry meters) {
        this.line = new IntakeLine(address, meters);
        this.clipTimeout = clipTimeout;
        IngestMeter.INTAKE_HELD_BACK.gauge(meters, () -> backlog.left().isPresent() ? 1 : 0);
    }

    /** How long the gateway wants no clip to begin, because the pipeline is behind; empty while it takes them. */
    public Optional<Duration> heldBackFor() {
        return backlog.left();
    }

    /**
     * Sends a clip and waits for its receipt; no byte is taken from the device after it. The buffers are released.
     *
     * @param head bytes before the audio's, released
     * @param loop on which the audio comes
     */
    public Mono<Receipt> send(Clip clip, ByteBuf head, Flux<DataBuffer> audio, EventLoop loop) {
        return Mono.create(sink -> {
            ClipUpload upload = new ClipUpload(sink, loop);
            sink.onDispose(upload);
            loop.execute(() -> {
                upload.into(begin(clip, loop, upload), head);
                audio.subscribe(upload);
            });
        });
    }

    /**
     * Begins a clip whose sound comes piece by piece. To be called and used on {@code loop}, on which the listener is
     * called, too.
     */
    public ClipFeed begin(Clip clip, EventLoop loop, ClipFeed.Listener listener) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(clipTimeout.toMillis(), TimeUnit.MILLISECONDS);
        return ClipCall.begin(line, options, loop, clip.asStart(Outgoing.REF), new ClipFeed.Listener() {
            @Override
            public void onReady() {
                listener.onReady();
            }

            @Override
            public void onReceipt(Receipt receipt) {
                backlog.note(receipt);
                listener.onReceipt(receipt);
            }
        });
    }

    @Override
    public Health health() {
        ConnectivityState state = line.connection();
        boolean broken = state == ConnectivityState.TRANSIENT_FAILURE || state == ConnectivityState.SHUTDOWN;
        return (broken ? Health.down() : Health.up())
                .withDetail("gateway", state.name())
                .build();
    }

    @Override
    public void destroy() throws InterruptedException {
        line.close();
    }
}
