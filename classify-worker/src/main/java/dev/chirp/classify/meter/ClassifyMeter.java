package dev.chirp.classify.meter;

import static dev.chirp.telemetry.meter.MeterDescription.meter;
import static io.micrometer.core.instrument.Meter.Type.COUNTER;
import static io.micrometer.core.instrument.Meter.Type.DISTRIBUTION_SUMMARY;
import static io.micrometer.core.instrument.Meter.Type.GAUGE;

import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.MeterDescription;

/** What the classifier shows of itself. */
public enum ClassifyMeter implements DocumentedMeter {
    LATENCY(meter(
            DISTRIBUTION_SUMMARY,
            "classification.latency.ms",
            "Milliseconds from the arrival of a recording in the queue to its verdict; long " + "recordings apart")),
    MODEL_LOAD(meter(GAUGE, "model.load.seconds", "Seconds that reading, verifying and warming up the model took")),
    QUEUE_DEPTH(meter(GAUGE, "queue.depth", "Recordings that wait for a thread")),
    VERDICTS(meter(COUNTER, "classify.verdicts", "Recordings that got a verdict")
            .tag("verdict", "identified", "unsure", "no_bird")),
    QUEUE_REJECTED(meter(COUNTER, "classify.queue.rejected", "Recordings refused because the queue was full")),
    CACHE_REQUESTS(meter(COUNTER, "classify.cache.requests", "Recordings whose scores were looked for in memory")
            .tag("result", "hit", "miss")),
    PRIVATE_DELETED(meter(COUNTER, "classify.private.deleted", "Recordings deleted because somebody speaks in them")),
    PRIVATE_WAITING(
            meter(GAUGE, "classify.private.waiting", "Recordings in which somebody speaks and which are still stored"));

    private final MeterDescription description;

    ClassifyMeter(MeterDescription description) {
        this.description = description;
    }

    @Override
    public MeterDescription description() {
        return description;
    }
}
