package dev.chirp.classify.verdict;

import dev.chirp.classify.meter.ClassifyMeter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.stereotype.Component;

/** Logs and counts verdicts. */
@Component
public final class VerdictLog {
    private static final Logger log = LoggerFactory.getLogger(VerdictLog.class);
    private final MeterRegistry meters;

    VerdictLog(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * Counts a verdict and writes it to the log.
     *
     * @param captureId null for a clip that is no capture
     */
    public void record(Verdict verdict, @Nullable Long captureId, @Nullable String requestId) {
        ClassifyMeter.VERDICTS
                .counter(meters, "verdict", verdict.kind().wireName())
                .increment();
        LoggingEventBuilder line =
                log.atInfo().addKeyValue("verdict", verdict.kind().wireName());
        line = with(
                line, "species", verdict.bird() == null ? null : verdict.bird().scientificName());
        line = with(line, "confidence", verdict.confidence());
        line = with(line, "capture_id", captureId);
        with(line, "request_id", requestId).log("Recording classified");
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, String key, @Nullable Object value) {
        return value == null ? line : line.addKeyValue(key, value);
    }
}
