package dev.chirp.gateway.status;

import dev.chirp.gateway.database.DatabaseProbe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /status.json} for devices and people, {@code /health} for whoever stands before the front door. */
@RestController
final class StatusController {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private final QueueAges queues;
    private final DatabaseProbe database;
    private final InstantSource clock;
    private final Mono<QueueAges.State> recent;

    StatusController(QueueAges queues, DatabaseProbe database, InstantSource clock) {
        this.queues = queues;
        this.database = database;
        this.clock = clock;
        this.recent = Mono.defer(this.queues::read).cache(FRESH);
    }

    /** @param statusSampleCount devices whose last report is at most five minutes old */
    record Status(
            String status,
            Map<String, String> versions,
            Map<String, QueueAges.Queue> queues,
            long statusSampleCount,
            Instant time) {}

    @GetMapping("/status.json")
    Mono<ResponseEntity<Status>> status() {
        return (database.isAvailable() ? recent : Mono.<QueueAges.State>empty())
                .map(state -> answer("ok", state))
                .onErrorResume(failure -> Mono.empty())
                .defaultIfEmpty(answer("degraded", new QueueAges.State(Map.of(), 0)));
    }

    @GetMapping("/health")
    ResponseEntity<Map<String, String>> health() {
        boolean up = database.isAvailable();
        return ResponseEntity.status(up ? 200 : 503).body(Map.of("status", up ? "UP" : "DOWN"));
    }

    private ResponseEntity<Status> answer(String status, QueueAges.State state) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache())
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .body(new Status(
                        status,
                        Map.of("api", "v1", "api-gateway", version()),
                        state.queues(),
                        state.reports(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    private static String version() {
        String version = StatusController.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
