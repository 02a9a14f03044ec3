package dev.chirp.ingest.http;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.device.DeviceKeys;
import dev.chirp.ingest.intake.CaptureIntakeClient;
import dev.chirp.ingest.intake.Clip;
import dev.chirp.ingest.intake.Receipt;
import dev.chirp.ingest.problem.DeviceProblem;
import dev.chirp.ingest.request.RequestId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code POST /ingest/v1/clips}: one clip as the raw body; 202 means that its capture is committed. */
@RestController
class ClipController {
    private static final Logger log = LoggerFactory.getLogger(ClipController.class);
    private final DeviceKeys keys;
    private final CaptureIntakeClient intake;
    private final MeterRegistry meters;
    private final long maxBytes;
    private final int maxInFlight;
    private final AtomicInteger inFlight = new AtomicInteger();

    ClipController(
            DeviceKeys keys,
            CaptureIntakeClient intake,
            MeterRegistry meters,
            @Value("${chirp.ingest.max-clip-size}") DataSize maxClipSize,
            @Value("${chirp.ingest.max-clips-in-flight}") int maxInFlight) {
        this.keys = keys;
        this.intake = intake;
        this.meters = meters;
        this.maxBytes = maxClipSize.toBytes();
        this.maxInFlight = maxInFlight;
        Gauge.builder("ingest.clips.in.flight", inFlight, AtomicInteger::get).register(meters);
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
                .flatMap(device -> send(device, exchange))
                .map(receipt -> answer(receipt, RequestId.of(exchange)));
    }

    private Mono<Receipt> send(DeviceIdentity device, ServerWebExchange exchange) {
        Clip clip = ClipHeaders.clip(device, exchange.getRequest().getHeaders(), RequestId.of(exchange));
        if (inFlight.incrementAndGet() > maxInFlight) {
            inFlight.decrementAndGet();
            meters.counter("ingest.clips.refused", "reason", "overloaded").increment();
            return Mono.error(DeviceProblem.overloaded());
        }
        return intake.send(clip, limited(exchange.getRequest().getBody()))
                .doFinally(signal -> inFlight.decrementAndGet());
    }

    /** Fails as soon as the body is longer than a clip may be, whatever its Content-Length said. */
    private Flux<DataBuffer> limited(Flux<DataBuffer> body) {
        return Flux.defer(() -> {
            long[] seen = {0};
            return body.doOnNext(buffer -> {
                seen[0] += buffer.readableByteCount();
                if (seen[0] > maxBytes) {
                    throw DeviceProblem.tooLarge(maxBytes);
                }
            });
        });
    }

    private ResponseEntity<Accepted> answer(Receipt receipt, String requestId) {
        return switch (receipt) {
            case Receipt.Committed committed -> {
                meters.counter("ingest.clips.accepted", "duplicate", Boolean.toString(committed.duplicate()))
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
                meters.counter("ingest.clips.refused", "reason", reason).increment();
                throw DeviceProblem.refused(refused.status(), refused.code(), refused.detail());
            }
            case Receipt.Unavailable ignored -> {
                meters.counter("ingest.clips.refused", "reason", "unavailable").increment();
                throw DeviceProblem.unavailable();
            }
        };
    }
}
