package dev.chirp.telemetry;

import static dev.chirp.telemetry.meter.MeterDescription.meter;
import static io.micrometer.core.instrument.Meter.Type.COUNTER;
import static io.micrometer.core.instrument.Meter.Type.GAUGE;
import static io.micrometer.core.instrument.Meter.Type.TIMER;

import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.MeterDescription;

/** What several services tell alike. */
public enum TelemetryMeter implements DocumentedMeter {
    CAPTURE_TERMINAL_LATENCY(meter(
                    TIMER,
                    "capture.terminal.latency",
                    "From the acceptance of a capture to its last state: the objective is 30 s for 99 % of "
                            + "clips; a recording is longer than a minute; a replay by on-call does not count")
            .tag("length", "clip", "recording")),
    QUEUE_DEPTH(meter(GAUGE, "bounded.queue.depth", "What waits in a queue that has a bound: tasks, commands, answers")
            .tagOfAtMost(4, "queue")),
    QUEUE_LIMIT(meter(GAUGE, "bounded.queue.limit", "How much may wait in it").tagOfAtMost(4, "queue")),
    QUEUE_REFUSED(meter(COUNTER, "bounded.queue.refused", "What it did not take because it was full")
            .tagOfAtMost(4, "queue"));

    private final MeterDescription description;

    TelemetryMeter(MeterDescription description) {
        this.description = description;
    }

    @Override
    public MeterDescription description() {
        return description;
    }
}
