package dev.chirp.gateway.meter;

import static dev.chirp.telemetry.meter.MeterDescription.meter;
import static io.micrometer.core.instrument.Meter.Type.COUNTER;
import static io.micrometer.core.instrument.Meter.Type.DISTRIBUTION_SUMMARY;
import static io.micrometer.core.instrument.Meter.Type.GAUGE;
import static io.micrometer.core.instrument.Meter.Type.TIMER;

import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.MeterDescription;

/** What the gateway shows of itself. */
public enum GatewayMeter implements DocumentedMeter {
    UPLOADS_ACTIVE(meter(GAUGE, "gateway.intake.uploads.active", "Uploads that are being received")),
    WRITES_ACTIVE(meter(GAUGE, "gateway.intake.writes.active", "Captures that are being stored")),
    WRITE_LATENCY(meter(TIMER, "gateway.intake.write.latency", "From the synced audio to the committed row")),
    WRITES_WAITING(meter(GAUGE, "gateway.intake.writes.waiting", "Captures that wait for a statement")),
    STATEMENT_ROWS(meter(DISTRIBUTION_SUMMARY, "gateway.intake.statement.rows", "Captures in a statement")
            .unit("rows")),
    CAPTURES(meter(COUNTER, "gateway.intake.captures", "Captures that were taken")
            .tag("outcome", "accepted", "duplicate")),
    REFUSED(meter(
                    COUNTER,
                    "gateway.intake.refused",
                    "Uploads that were refused, by the code of the problem, the budget that was passed or the "
                            + "bound that was reached")
            .tagOfAtMost(30, "reason")),
    CLIP_SIZE(meter(DISTRIBUTION_SUMMARY, "gateway.intake.clip.size", "Size of the audio of a capture")
            .unit("bytes")),
    AUDIO_SWEPT(meter(COUNTER, "gateway.intake.audio.swept", "Audio without a capture that was removed")),
    PRESSURE(meter(GAUGE, "gateway.pressure", "1 while intake refuses for this reason")
            .tag(
                    "reason",
                    "disk_full",
                    "unpublished_events",
                    "unpublished_bytes",
                    "classify_lag",
                    "classify_age",
                    "classify_slow",
                    "dead_letters")),
    CAPTURES_UNDECIDED(meter(
                    GAUGE,
                    "gateway.captures.undecided",
                    "Age of the oldest accepted clip that is neither processed nor failed, 0 without one; the same"
                            + " from every instance, NaN while PostgreSQL does not tell. A recording is longer than a"
                            + " minute and does not count")
            .unit("seconds")),
    REVOKED_SESSIONS(meter(GAUGE, "gateway.revoked.sessions", "Sessions that are refused")),
    AUDIT_DROPPED(meter(COUNTER, "gateway.audit.dropped", "Audit entries that were not written")),
    POOL_ACQUIRED(meter(GAUGE, "gateway.pool.acquired", "Connections of the R2DBC pool that are in use")),
    POOL_IDLE(meter(GAUGE, "gateway.pool.idle", "Connections of the R2DBC pool that are not in use")),
    POOL_PENDING(meter(GAUGE, "gateway.pool.pending", "Who waits for a connection of the R2DBC pool")),
    POOL_MAX(meter(GAUGE, "gateway.pool.max", "Connections that the R2DBC pool may have"));

    private final MeterDescription description;

    GatewayMeter(MeterDescription description) {
        this.description = description;
    }

    @Override
    public MeterDescription description() {
        return description;
    }
}
