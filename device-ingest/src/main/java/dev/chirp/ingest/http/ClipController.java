package dev.chirp.ingest.http;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.device.DeviceKeys;
import dev.chirp.ingest.health.DeviceStates;
import dev.chirp.ingest.intake.CaptureIntakeClient;
import dev.chirp.ingest.intake.Clip;
import dev.chirp.ingest.intake.PcmHeader;
import dev.chirp.ingest.intake.Receipt;
import dev.chirp.ingest.limit.IngestLimits;
import dev.chirp.ingest.meter.IngestMeter;
import dev.chirp.ingest.problem.DeviceProblem;
import dev.chirp.web.RequestIdFilter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** {@code POST /ingest/v1/clips}: one clip as the raw body; 202 means that its capture is committed. */
@RestController
class ClipController {
    private static final Logger log = LoggerFactory.getLogger(ClipController.class);
    private final DeviceKeys keys;
    private final CaptureIntakeClient intake;
    private final DeviceStates devices;
    private final IngestLimits limits;
    private final MeterRegistry meters;
    private final long maxBytes;
    private final ClipsOnTheirWay onItsWay;

    ClipController(
            DeviceKeys keys,
            CaptureIntakeClient intake,
            DeviceStates devices,
            IngestLimits limits,
            MeterRegistry meters,
            @Value("${chirp.ingest.max-clip-size}") DataSize maxClipSize,
            @Value("${chirp.ingest.max-clips-in-flight}") int maxInFlight) {
        this.keys = keys;
        this.intake = intake;
        this.devices = devices;
        this.limits = limits;
        this.meters = meters;
        this.maxBytes = maxClipSize.toBytes();
        this.onItsWay = new ClipsOnTheirWay(maxInFlight, meters);
    }

    /** The answer of an accepted clip. */
    record Accepted(String message, long captureId, boolean duplicate) {}

    @PostMapping("/ingest/v1/clips")
    Mono<ResponseEntity<Accepted>> accept(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        if (request.getHeaders().getContentLength() > maxBytes) {
            return Mono.error(DeviceProblem.tooLarge(maxBytes));
        }
        String key = request.getHeaders().getFirst(ClipHeaders.DEVICE_KEY);
        return Mono.justOrEmpty(key)
                .flatMap(keys::resolve)
                .switchIfEmpty(Mono.error(DeviceProblem::unauthenticated))
                .doOnNext(devices::seen)
                .flatMap(device -> send(device, exchange).doOnNext(receipt -> note(device, receipt)))
                .map(receipt -> answer(receipt, RequestIdFilter.idOf(exchange)));
    }

    private void note(DeviceIdentity device, Receipt receipt) {
        if (receipt instanceof Receipt.Committed) {
            devices.sound(device);
        }
    }

    private Mono<Receipt> send(DeviceIdentity device, ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        ClipHeaders.requireDevice(device, headers);
        ClipFormat format = ClipFormat.of(headers.getFirst(HttpHeaders.CONTENT_TYPE));
        Clip clip = ClipHeaders.clip(
                device, headers, format, RequestIdFilter.idOf(exchange), RequestIdFilter.traceparentOf(exchange));
        Optional<Duration> behind = intake.heldBackFor();
        if (behind.isPresent()) {
            return refuse("behind", DeviceProblem.behind(behind.get()));
        }
        return onItsWay.admit(
                clip,
                limits.clip(device.deviceId())
                        .flatMap(decision -> decision.allowed()
                                ? intake.send(
                                        clip,
                                        head(format),
                                        limited(exchange.getRequest().getBody()),
                                        loopOf(exchange.getRequest()))
                                : refuse(
                                        "rate_limited",
                                        limits.refusal(
                                                decision, device.deviceId().toString()))));
    }

    private <T> Mono<T> refuse(String reason, DeviceProblem problem) {
        IngestMeter.CLIPS_REFUSED.counter(meters, "reason", reason).increment();
        return Mono.error(problem);
    }

    private static ByteBuf head(ClipFormat format) {
        return format instanceof ClipFormat.Linear16(int sampleRate, int channels)
                ? PcmHeader.writeBigEndian(ByteBufAllocator.DEFAULT, sampleRate, channels)
                : Unpooled.EMPTY_BUFFER;
    }

    /** On which the body comes. */
    private static EventLoop loopOf(ServerHttpRequest request) {
        HttpServerRequest netty = ServerHttpRequestDecorator.getNativeRequest(request);
        AtomicReference<EventLoop> loop = new AtomicReference<>();
        netty.withConnection(connection -> loop.set(connection.channel().eventLoop()));
        return Objects.requireNonNull(loop.get());
    }

    /** Fails as soon as the body is longer than a clip may be, whatever its Content-Length said. */
    private Flux<DataBuffer> limited(Flux<DataBuffer> body) {
        return Flux.defer(() -> {
            long[] seen = {0};
            return body.doOnNext(buffer -> {
                seen[0] += buffer.readableByteCount();
                if (seen[0] > maxBytes) {
                    DataBufferUtils.release(buffer);
                    throw DeviceProblem.tooLarge(maxBytes);
                }
            });
        });
    }

    private ResponseEntity<Accepted> answer(Receipt receipt, String requestId) {
        return switch (receipt) {
            case Receipt.Committed committed -> {
                IngestMeter.CLIPS_ACCEPTED
                        .counter(meters, "duplicate", Boolean.toString(committed.duplicate()))
                        .increment();
                log.atInfo()
                        .addKeyValue("request_id", requestId)
                        .addKeyValue("capture_id", committed.captureId())
                        .addKeyValue("duplicate", committed.duplicate())
                        .log("Clip committed");
                yield ResponseEntity.accepted()
                        .body(new Accepted(
                                "Capture accepted for processing.", committed.captureId(), committed.duplicate()));
            }
            case Receipt.Refused refused -> {
                String reason = refused.status() < 500 ? "invalid" : "unavailable";
                IngestMeter.CLIPS_REFUSED.counter(meters, "reason", reason).increment();
                throw DeviceProblem.refused(refused.status(), refused.code(), refused.detail(), refused.retryAfter());
            }
            case Receipt.Unavailable ignored -> {
                IngestMeter.CLIPS_REFUSED
                        .counter(meters, "reason", "unavailable")
                        .increment();
                throw DeviceProblem.unavailable();
            }
        };
    }
}
