package dev.chirp.limits;

import static dev.chirp.telemetry.meter.MeterDescription.meter;
import static io.micrometer.core.instrument.Meter.Type.COUNTER;
import static io.micrometer.core.instrument.Meter.Type.GAUGE;

import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.MeterDescription;

/** What rate limits show of themselves. */
public enum LimitsMeter implements DocumentedMeter {
    DECISIONS(meter(COUNTER, "limits.decisions", "What rate limits decided; degraded is decided without Redis")
            .tagOfAtMost(8, "limit")
            .tag("decision", "allowed", "refused", "degraded")),
    REDIS_BREAKER(meter(GAUGE, "limits.redis.breaker", "Circuit breaker before Redis: 0 closed, 1 half open, 2 open"));

    private final MeterDescription description;

    LimitsMeter(MeterDescription description) {
        this.description = description;
    }

    @Override
    public MeterDescription description() {
        return description;
    }
}
