package dev.chirp.telemetry;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Asks every indicator of a service at once and answers within {@value #TIMEOUT_MILLIS} ms: one that is slower counts as
 * down. Indicators run on threads of their own, so a hanging one cannot hold an event loop.
 */
final class HealthReport implements AutoCloseable {
    private static final long TIMEOUT_MILLIS = 150;
    private final Supplier<Map<String, HealthIndicator>> indicators;
    private final Scheduler scheduler = Schedulers.newBoundedElastic(8, 64, "health", 60, true);

    HealthReport(Supplier<Map<String, HealthIndicator>> indicators) {
        this.indicators = indicators;
    }

    /** The state of the whole, and of each part by name. */
    record Report(Status status, Map<String, Health> components) {
        boolean up() {
            return status.equals(Status.UP);
        }
    }

    Mono<Report> readiness() {
        return Flux.fromIterable(indicators.get().entrySet())
                .flatMap(entry -> ask(entry.getValue()).map(health -> Map.entry(entry.getKey(), health)))
                .collect(TreeMap<String, Health>::new, (all, one) -> all.put(one.getKey(), one.getValue()))
                .map(HealthReport::summarise);
    }

    private Mono<Health> ask(HealthIndicator indicator) {
        return Mono.fromCallable(() -> indicator.health(true))
                .subscribeOn(scheduler)
                .timeout(Duration.ofMillis(TIMEOUT_MILLIS))
                .onErrorResume(e -> Mono.just(Health.down()
                        .withDetail("reason", e.getClass().getSimpleName())
                        .build()));
    }

    private static Report summarise(Map<String, Health> components) {
        boolean down = components.values().stream()
                .map(Health::getStatus)
                .anyMatch(status -> status.equals(Status.DOWN) || status.equals(Status.OUT_OF_SERVICE));
        return new Report(down ? Status.DOWN : Status.UP, components);
    }

    @Override
    public void close() {
        scheduler.dispose();
    }
}
