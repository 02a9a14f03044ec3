package dev.chirp.gateway.pressure;

import dev.chirp.gateway.blob.Blobs;
import dev.chirp.gateway.meter.GatewayMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.Readable;
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

    /**
     * Each age reads one row of a partial index, long recordings apart. A capture that is classified waits for its sprite
     * since then, so the one that waits longest is looked at.
     */
    private static final String READ = """
        SELECT unpublished_seconds, pending, pending_seconds, letters, classify_p95_ms() AS p95,
               (SELECT extract(epoch FROM clock_timestamp() - min(oldest.created_at))::float8
                FROM ((SELECT created_at FROM capture WHERE status = 'pending' AND duration_seconds <= 60
                       ORDER BY created_at LIMIT 1)
                      UNION ALL
                      (SELECT created_at FROM capture WHERE status = 'classified' AND duration_seconds <= 60
                       ORDER BY classified_at LIMIT 1)) AS oldest) AS undecided_seconds
        FROM pipeline_pressure(:captures, :letters)\
        """;

    private final DatabaseClient database;
    private final Blobs blobs;
    private final PressureSettings settings;
    private final InstantSource clock = InstantSource.system();
    private volatile Slowness slowness;
    private volatile double undecidedSeconds = Double.NaN;

    Readings(DatabaseClient database, Blobs blobs, PressureSettings settings, MeterRegistry meters) {
        this.database = database;
        this.blobs = blobs;
        this.settings = settings;
        this.slowness = Slowness.none((double) settings.classifyP95().toMillis(), settings.classifySlowFor());
        GatewayMeter.CAPTURES_UNDECIDED.gauge(meters, () -> undecidedSeconds);
    }

    /** How much of each is used; what cannot be found out now is missing. */
    Mono<Map<Pressure.Reason, Double>> take() {
        return Mono.zip(
                pipeline()
                        .flatMap(this::weighed)
                        .timeout(PATIENCE)
                        .doOnError(failure -> undecidedSeconds = Double.NaN)
                        .onErrorReturn(Map.of()),
                disk().timeout(PATIENCE).onErrorReturn(Map.of()),
                (pipeline, disk) -> {
                    Map<Pressure.Reason, Double> used = new EnumMap<>(Pressure.Reason.class);
                    used.putAll(pipeline);
                    used.putAll(disk);
                    return used;
                });
    }

    private Mono<Map<Pressure.Reason, Double>> pipeline() {
        return database.sql(READ)
                .bind("captures", settings.classifyCaptures() + 1)
                .bind("letters", settings.deadLetters() + 1)
                .map(this::used)
                .one();
    }

    private Map<Pressure.Reason, Double> used(Readable row) {
        undecidedSeconds = number(row.get("undecided_seconds", Double.class));
        return Map.of(
                Pressure.Reason.UNPUBLISHED_EVENTS, number(row.get("unpublished_seconds", Double.class)),
                Pressure.Reason.CLASSIFY_LAG, number(row.get("pending", Double.class)),
                Pressure.Reason.CLASSIFY_AGE, number(row.get("pending_seconds", Double.class)),
                Pressure.Reason.CLASSIFY_SLOW,
                        slowness(number(row.get("p95", Double.class)), number(row.get("pending", Double.class))),
                Pressure.Reason.DEAD_LETTERS, number(row.get("letters", Double.class)));
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
