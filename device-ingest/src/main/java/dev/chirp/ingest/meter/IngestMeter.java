package dev.chirp.ingest.meter;

import static dev.chirp.telemetry.meter.MeterDescription.meter;
import static io.micrometer.core.instrument.Meter.Type.COUNTER;
import static io.micrometer.core.instrument.Meter.Type.GAUGE;
import static io.micrometer.core.instrument.Meter.Type.TIMER;

import dev.chirp.ingest.frame.ErrorCode;
import dev.chirp.ingest.frame.FrameType;
import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.MeterDescription;

/** What the service of devices shows of itself. */
public enum IngestMeter implements DocumentedMeter {
    CLIPS_ACCEPTED(meter(COUNTER, "ingest.clips.accepted", "Clips of devices that were taken")
            .tag("duplicate", "false", "true")),
    CLIPS_REFUSED(meter(COUNTER, "ingest.clips.refused", "Clips of devices that were refused")
            .tag("reason", "invalid", "unavailable", "overloaded", "in_flight", "rate_limited", "behind")),
    CLIPS_IN_FLIGHT(
            meter(GAUGE, "ingest.clips.in.flight", "Clips over HTTP between their first byte and their answer")),
    INTAKE_BREAKER(
            meter(GAUGE, "ingest.intake.breaker", "Circuit breaker before the gateway: 0 closed, 1 half open, 2 open")),
    INTAKE_HELD_BACK(meter(GAUGE, "ingest.intake.held.back", "1 while the gateway wants no clip to begin")),
    INTAKE_RETRIES(meter(COUNTER, "ingest.intake.retries", "Clips that were begun again")),
    INTAKE_NOT_CALLED(meter(COUNTER, "ingest.intake.not.called", "Clips that the circuit breaker refused")),
    SESSIONS(meter(GAUGE, "ingest.sessions", "Connections of devices").tag("transport", "tcp", "tls", "websocket")),
    SESSIONS_OPENED(meter(COUNTER, "ingest.sessions.opened", "Connections that devices opened")
            .tag("transport", "tcp", "tls", "websocket")),
    FRAMES(meter(COUNTER, "ingest.frames", "Frames that were taken").tag("type", FrameType.values())),
    FRAMES_AUDIO_BYTES(meter(COUNTER, "ingest.frames.audio.bytes", "Bytes of sound in frames")),
    FRAMES_DUPLICATES(meter(COUNTER, "ingest.frames.duplicates", "Frames that were sent again")),
    FRAMES_ERRORS(
            meter(COUNTER, "ingest.frames.errors", "Connections ended by us, by the code that the device was told")
                    .tag("code", ErrorCode.values())),
    STREAM_GAPS(meter(COUNTER, "ingest.stream.gaps", "Gaps in the sound that devices tell of")),
    STREAM_LOST_SAMPLES(meter(COUNTER, "ingest.stream.lost.samples", "Samples that devices say they lost")),
    STREAM_SLOW_DOWNS(meter(COUNTER, "ingest.stream.slow.downs", "Devices that were held up")),
    LOOP_DELAY(meter(TIMER, "ingest.loop.delay", "How long an event loop of connections took to begin a task")),
    LOOP_STALLS(meter(
            COUNTER,
            "ingest.loop.stalls",
            "How often an event loop of connections took more than 5 ms to begin a task")),
    LOOP_TASK_CPU(meter(
            TIMER,
            "ingest.loop.task.cpu",
            "Processor time of a task for one connection, with chirp.ingest.frames.time-tasks")),
    HELD_BYTES(meter(GAUGE, "ingest.held.bytes", "Bytes of incomplete frames, over all connections")),
    COMMIT_LATENCY(meter(TIMER, "ingest.commit.latency", "From the last frame of a clip to its receipt")),
    TLS_HANDSHAKES(meter(COUNTER, "ingest.tls.handshakes", "Handshakes, full and resumed ones")
            .tag("result", "done", "failed")),
    TLS_TICKETS(meter(
                    COUNTER,
                    "ingest.tls.tickets",
                    "Sessions resumed, resumed with an older key, and tickets of no key that is known")
            .tag("outcome", "resumed", "renewed", "unknown")),
    UPLOADS_RECEIVING(meter(GAUGE, "ingest.uploads.receiving", "Bodies of long recordings on their way")),
    UPLOADS_ABANDONED(meter(COUNTER, "ingest.uploads.abandoned", "Uploads deleted because nothing came for a day")),
    TELEMETRY(meter(COUNTER, "ingest.telemetry", "Telemetry of devices that was taken")),
    TELEMETRY_IGNORED(meter(COUNTER, "ingest.telemetry.ignored", "Telemetry that came within a second of the last")),
    EVENTS(meter(COUNTER, "ingest.events", "Results for devices that listen; dropped, because they read too slowly")
            .tag("outcome", "sent", "dropped")),
    EVENTS_WAITING(meter(
            GAUGE,
            "ingest.events.waiting",
            "Results that wait for the event loops of devices, over all connections; for one 32 at most, more are "
                    + "dropped")),
    DEVICES(meter(GAUGE, "ingest.devices", "Devices whose health is remembered")),
    REPORTS(meter(COUNTER, "ingest.reports", "Reports of devices that were kept")),
    REPORTS_DROPPED(meter(COUNTER, "ingest.reports.dropped", "Reports of devices that were lost")
            .tag("reason", "database", "kafka", "too_many")),
    POOL_ACQUIRED(meter(GAUGE, "ingest.pool.acquired", "Connections of the R2DBC pool that are in use")),
    POOL_IDLE(meter(GAUGE, "ingest.pool.idle", "Connections of the R2DBC pool that are not in use")),
    POOL_PENDING(meter(GAUGE, "ingest.pool.pending", "Who waits for a connection of the R2DBC pool")),
    POOL_MAX(meter(GAUGE, "ingest.pool.max", "Connections that the R2DBC pool may have"));

    private final MeterDescription description;

    IngestMeter(MeterDescription description) {
        this.description = description;
    }

    @Override
    public MeterDescription description() {
        return description;
    }
}
