package dev.chirp.gateway.pressure;

import dev.chirp.gateway.blob.Blobs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Looks how much of each budget is used; every count stops at its budget. */
@Component
final class Readings {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration WEIGHED_AFTER = Duration.ofSeconds(5);
    private final DatabaseClient database;
    private final Blobs blobs;
    private final PressureSettings settings;
    private final InstantSource clock = InstantSource.system();
    private volatile Slowness slowness;

    Readings(DatabaseClient database, Blobs blobs, PressureSettings settings) {
        this.database = database;
        this.blobs = blobs;
        this.settings = settings;
        this.slowness = Slowness.none((double) settings.classifyP95().toMillis(), settings.classifySlowFor());
    }

    /** How much of each is used; what cannot be found out now is missing. */
    Mono<Map<Pressure.Reason, Double>> take() {
        return Mono.zip(
                pipeline().flatMap(this::weighed).timeout(PATIENCE).onErrorReturn(Map.of()),
                disk().timeout(PATIENCE).onErrorReturn(Map.of()),
                (pipeline, disk) -> {
                    Map<Pressure.Reason, Double> used = new EnumMap<>(Pressure.Reason.class);
                    used.putAll(pipeline);
                    used.putAll(disk);
                    return used;
                });
    }

    private Mono<Map<Pressure.Reason, Double>> pipeline() {
        return database.sql("""
            SELECT unpublished_seconds, pending, pending_seconds, letters, classify_p95_ms() AS p95
            FROM pipeline_pressure(:captures, :letters)\
            """)
                .bind("captures", settings.classifyCaptures() + 1)
                .bind("letters", settings.deadLetters() + 1)
                .map(row -> Map.of(
                        Pressure.Reason.UNPUBLISHED_EVENTS, number(row.get("unpublished_seconds", Double.class)),
                        Pressure.Reason.CLASSIFY_LAG, number(row.get("pending", Double.class)),
                        Pressure.Reason.CLASSIFY_AGE, number(row.get("pending_seconds", Double.class)),
                        Pressure.Reason.CLASSIFY_SLOW,
                                slowness(
                                        number(row.get("p95", Double.class)), number(row.get("pending", Double.class))),
                        Pressure.Reason.DEAD_LETTERS, number(row.get("letters", Double.class))))
                .one();
    }

    /** One look at a time, so nothing is overtaken. */
    private double slowness(double p95Millis, double waiting) {
        Instant now = clock.instant();
        slowness = slowness.after(p95Millis, waiting, now);
        return slowness.used(p95Millis, waiting, now);
    }

    /** Nothing is weighed while the broker keeps up, because that reads every event that waits. */
    private Mono<Map<Pressure.Reason, Double>> weighed(Map<Pressure.Reason, Double> pipeline) {
        Mono<Double> bytes = pipeline.getOrDefault(Pressure.Reason.UNPUBLISHED_EVENTS, 0.0) < WEIGHED_AFTER.toSeconds()
                ? Mono.just(0.0)
                : database.sql("SELECT unpublished_bytes()")
                        .mapValue(Long.class)
                        .one()
                        .map(Long::doubleValue);
        return bytes.map(weight -> {
            Map<Pressure.Reason, Double> used = new EnumMap<>(pipeline);
            used.put(Pressure.Reason.UNPUBLISHED_BYTES, weight);
            return used;
        });
    }

    /** What must be free in parts of what is. */
    private Mono<Map<Pressure.Reason, Double>> disk() {
        return blobs.freeFraction()
                .map(free ->
                        Map.of(Pressure.Reason.DISK_FULL, settings.diskFreePercent() / 100 / Math.max(free, 1e-9)));
    }

    /** Nothing waits: an age of 0. */
    private static double number(@Nullable Double value) {
        return value == null ? 0 : value;
    }
}
