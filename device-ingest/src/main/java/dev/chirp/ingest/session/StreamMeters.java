package dev.chirp.ingest.session;

import dev.chirp.ingest.frame.ErrorCode;
import dev.chirp.ingest.frame.FrameType;
import dev.chirp.ingest.meter.IngestMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What sessions count; made beforehand, so that a frame costs no look-up. */
public final class StreamMeters {
    private final Map<FrameType, Counter> frames = new EnumMap<>(FrameType.class);
    private final Map<ErrorCode, Counter> errors = new EnumMap<>(ErrorCode.class);

    private final Counter bytes;
    private final Counter duplicates;
    private final Counter gaps;
    private final Counter lostSamples;
    private final Counter slowDowns;
    private final Counter ignoredTelemetry;
    private final Counter events;
    private final Counter droppedEvents;
    private final LongAdder waitingEvents = new LongAdder();
    private final Counter committed;
    private final Counter committedBefore;
    private final Timer commit;
    private final MeterRegistry registry;

    public StreamMeters(MeterRegistry registry) {
        this.registry = registry;
        for (FrameType type : FrameType.values()) {
            frames.put(
                    type,
                    IngestMeter.FRAMES.counter(registry, "type", type.name().toLowerCase(Locale.ROOT)));
        }
        for (ErrorCode code : ErrorCode.values()) {
            errors.put(code, IngestMeter.FRAMES_ERRORS.counter(registry, "code", code.wireName()));
        }
        bytes = IngestMeter.FRAMES_AUDIO_BYTES.counter(registry);
        duplicates = IngestMeter.FRAMES_DUPLICATES.counter(registry);
        gaps = IngestMeter.STREAM_GAPS.counter(registry);
        lostSamples = IngestMeter.STREAM_LOST_SAMPLES.counter(registry);
        slowDowns = IngestMeter.STREAM_SLOW_DOWNS.counter(registry);
        ignoredTelemetry = IngestMeter.TELEMETRY_IGNORED.counter(registry);
        events = IngestMeter.EVENTS.counter(registry, "outcome", "sent");
        droppedEvents = IngestMeter.EVENTS.counter(registry, "outcome", "dropped");
        IngestMeter.EVENTS_WAITING.gauge(registry, waitingEvents::sum);
        committed = IngestMeter.CLIPS_ACCEPTED.counter(registry, "duplicate", "false");
        committedBefore = IngestMeter.CLIPS_ACCEPTED.counter(registry, "duplicate", "true");
        commit = IngestMeter.COMMIT_LATENCY.timer(registry);
    }

    void frame(FrameType type) {
        Objects.requireNonNull(frames.get(type)).increment();
    }

    void audio(int length) {
        bytes.increment(length);
    }

    void error(ErrorCode code) {
        Objects.requireNonNull(errors.get(code)).increment();
    }

    void duplicate() {
        duplicates.increment();
    }

    void gap(long samples) {
        gaps.increment();
        lostSamples.increment((double) samples);
    }

    void slowDown() {
        slowDowns.increment();
    }

    void telemetryIgnored() {
        ignoredTelemetry.increment();
    }

    /** A result waits for an event loop, or does so no more. */
    public void eventWaits(boolean waits) {
        waitingEvents.add(waits ? 1 : -1);
    }

    /** A result for a device, sent to it or dropped. */
    public void event(boolean sent) {
        (sent ? events : droppedEvents).increment();
    }

    void committed(boolean duplicate, Duration sinceItsEnd) {
        commit.record(sinceItsEnd);
        (duplicate ? committedBefore : committed).increment();
    }

    /** {@code reason} is {@code invalid} or {@code unavailable}. */
    void refused(String reason) {
        IngestMeter.CLIPS_REFUSED.counter(registry, "reason", reason).increment();
    }
}
