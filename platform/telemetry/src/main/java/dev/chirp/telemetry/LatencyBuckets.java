package dev.chirp.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;

/** Gives request and latency timers histogram buckets around the objectives (300 ms for a request, 100 ms for a push, 30 s for a capture). */
final class LatencyBuckets implements MeterFilter {
    private static final double[] BUCKETS =
            nanos(1, 2, 5, 10, 20, 30, 50, 100, 200, 300, 500, 600, 1000, 2000, 5000, 10_000, 30_000, 60_000);

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        boolean timed = id.getType() == Meter.Type.TIMER
                && (id.getName().equals("http.server.requests") || id.getName().endsWith(".latency"));
        return timed
                ? DistributionStatisticConfig.builder()
                        .serviceLevelObjectives(BUCKETS)
                        .build()
                        .merge(config)
                : config;
    }

    private static double[] nanos(long... millis) {
        double[] nanos = new double[millis.length];
        for (int i = 0; i < millis.length; i++) {
            nanos[i] = Duration.ofMillis(millis[i]).toNanos();
        }
        return nanos;
    }
}
