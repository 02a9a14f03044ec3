package dev.chirp.storage;

import static dev.chirp.telemetry.meter.MeterDescription.meter;
import static io.micrometer.core.instrument.Meter.Type.COUNTER;
import static io.micrometer.core.instrument.Meter.Type.GAUGE;
import static io.micrometer.core.instrument.Meter.Type.TIMER;

import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.MeterDescription;

/** What the blob store shows of itself. */
public enum StorageMeter implements DocumentedMeter {
    FAILURES(meter(
            COUNTER,
            "storage.failures",
            "Calls that the blob store did not do, for whatever reason; an object that is missing is " + "none")),
    S3_BREAKER(meter(GAUGE, "storage.s3.breaker", "Circuit breaker before S3: 0 closed, 1 half open, 2 open")),
    S3_LATENCY(meter(TIMER, "storage.s3.latency", "Calls of S3, with what the SDK tried again")
            .tag(
                    "operation",
                    "abort",
                    "begin",
                    "complete",
                    "copy_part",
                    "delete",
                    "get",
                    "head",
                    "head_bucket",
                    "list",
                    "list_uploads",
                    "put",
                    "upload_part")
            .tag("outcome", "done", "missing", "refused", "failed", "not_tried"));

    private final MeterDescription description;

    StorageMeter(MeterDescription description) {
        this.description = description;
    }

    @Override
    public MeterDescription description() {
        return description;
    }
}
