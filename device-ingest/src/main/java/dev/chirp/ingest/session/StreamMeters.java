package dev.chirp.ingest.session;

import dev.chirp.ingest.frame.ErrorCode;
import dev.chirp.ingest.frame.FrameType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

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
    private final Counter committed;
    private final Counter committedBefore;
    private final Timer commit;
    private final MeterRegistry registry;

    public StreamMeters(MeterRegistry registry) {
        this.registry = registry;
        for (FrameType type : FrameType.values()) {
            frames.put(
                    type, registry.counter("ingest.frames", "type", type.name().toLowerCase(Locale.ROOT)));
        }
        for (ErrorCode code : ErrorCode.values()) {
            errors.put(code, registry.counter("ingest.frames.errors", "code", code.wireName()));
        }
        bytes = registry.counter("ingest.frames.audio.bytes");
        duplicates = registry.counter("ingest.frames.duplicates");
        gaps = registry.counter("ingest.stream.gaps");
        lostSamples = registry.counter("ingest.stream.lost.samples");
        slowDowns = registry.counter("ingest.stream.slow.downs");
        ignoredTelemetry = registry.counter("ingest.telemetry.ignored");
        events = registry.counter("ingest.events", "outcome", "sent");
        droppedEvents = registry.counter("ingest.events", "outcome", "dropped");
        committed = registry.counter("ingest.clips.accepted", "duplicate", "false");
        committedBefore = registry.counter("ingest.clips.accepted", "duplicate", "true");
        commit = registry.timer("ingest.commit.latency");
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
        registry.counter("ingest.clips.refused", "reason", reason).increment();
    }
}
