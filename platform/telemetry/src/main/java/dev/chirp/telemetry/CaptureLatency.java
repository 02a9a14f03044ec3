package dev.chirp.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;

/**
 * How long captures take from their acceptance to the state that is their last one: the objective is 30 s for 99 %.
 * Long recordings have a series of their own, for they take as long as they are.
 */
public final class CaptureLatency {
    private static final double CLIP_SECONDS = 60;
    private final Timer clips;
    private final Timer recordings;

    public CaptureLatency(MeterRegistry meters) {
        this.clips = TelemetryMeter.CAPTURE_TERMINAL_LATENCY.timer(meters, "length", "clip");
        this.recordings = TelemetryMeter.CAPTURE_TERMINAL_LATENCY.timer(meters, "length", "recording");
    }

    /**
     * A capture has reached its last state.
     *
     * @param createdAt in RFC 3339, as the database tells it
     * @param endedAt the same of its last state
     * @param durationSeconds of its sound
     */
    public void ended(String createdAt, String endedAt, double durationSeconds) {
        Duration took = Duration.between(Instant.parse(createdAt), Instant.parse(endedAt));
        (durationSeconds <= CLIP_SECONDS ? clips : recordings).record(took);
    }
}
