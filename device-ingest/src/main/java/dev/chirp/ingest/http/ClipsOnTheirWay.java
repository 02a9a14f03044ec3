package dev.chirp.ingest.http;

import dev.chirp.ingest.intake.Clip;
import dev.chirp.ingest.meter.IngestMeter;
import dev.chirp.ingest.problem.DeviceProblem;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/** The clips between their first byte and their answer: how many there may be, and one of each name. */
final class ClipsOnTheirWay {
    private final int most;
    private final MeterRegistry meters;
    private final AtomicInteger clips = new AtomicInteger();
    private final Set<Named> names = ConcurrentHashMap.newKeySet();

    private record Named(UUID deviceId, Clip.Name name) {}

    ClipsOnTheirWay(int most, MeterRegistry meters) {
        this.most = most;
        this.meters = meters;
        IngestMeter.CLIPS_IN_FLIGHT.gauge(meters, clips::get);
    }

    /**
     * Lets a clip go, or refuses it: 503 when there are too many, 409 when one of its name is on its way from here. From
     * another instance that one may be; both then get the receipt of one capture.
     */
    <T> Mono<T> admit(Clip clip, Mono<T> sending) {
        return Mono.defer(() -> {
            Named named = new Named(clip.device().deviceId(), clip.name());
            boolean isNamed = !(clip.name() instanceof Clip.Name.None);
            if (isNamed && !names.add(named)) {
                return refuse("in_flight", DeviceProblem.inFlight());
            }
            if (clips.incrementAndGet() > most) {
                clips.decrementAndGet();
                names.remove(named);
                return refuse("overloaded", DeviceProblem.overloaded());
            }
            return sending.doFinally(end -> {
                clips.decrementAndGet();
                if (isNamed) {
                    names.remove(named);
                }
            });
        });
    }

    private <T> Mono<T> refuse(String reason, DeviceProblem problem) {
        IngestMeter.CLIPS_REFUSED.counter(meters, "reason", reason).increment();
        return Mono.error(problem);
    }
}
