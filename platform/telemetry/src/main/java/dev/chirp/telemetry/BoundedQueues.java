package dev.chirp.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** The meters that every queue with a bound has. */
public final class BoundedQueues {
    private BoundedQueues() {}

    /**
     * Shows how full a queue is.
     *
     * @param queue its name, a few words with hyphens
     * @param depth how many wait now; asked by any thread
     * @param limit how many may
     */
    public static void show(MeterRegistry meters, String queue, Supplier<Number> depth, long limit) {
        TelemetryMeter.QUEUE_DEPTH.gauge(meters, depth, "queue", queue);
        TelemetryMeter.QUEUE_LIMIT.gauge(meters, () -> limit, "queue", queue);
    }

    /** Counts what a full queue does not take. */
    public static Counter refused(MeterRegistry meters, String queue) {
        return TelemetryMeter.QUEUE_REFUSED.counter(meters, "queue", queue);
    }
}
