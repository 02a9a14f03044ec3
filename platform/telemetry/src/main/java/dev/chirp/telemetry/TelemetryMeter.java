package dev.chirp.telemetry;

import static dev.chirp.telemetry.meter.MeterDescription.meter;
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
            .tag("length", "clip", "recording"));

    private final MeterDescription description;

    TelemetryMeter(MeterDescription description) {
        this.description = description;
    }

    @Override
    public MeterDescription description() {
        return description;
    }
}
