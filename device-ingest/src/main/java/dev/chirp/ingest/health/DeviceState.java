package dev.chirp.ingest.health;

import dev.chirp.contracts.event.DeviceHealth;
import dev.chirp.contracts.event.Signal.DeviceReported;
import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Body;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one device. Event loops add to it, the reporter takes from it; each holds the lock for about as long as
 * it takes to add up a frame.
 */
final class DeviceState {
    private final DeviceIdentity device;
    private final MicrophoneWatch microphone;
    private final Level level = new Level();
    private final Level window = new Level();
    private int connections;
    private boolean news;
    private long seenAt;
    private long audioAt;
    private long gaps;
    private long lostSamples;
    private @Nullable Long clockSkew;
    private @Nullable String firmware;
    private Body.@Nullable Telemetry telemetry;

    DeviceState(DeviceIdentity device, MicrophoneLimits limits) {
        this.device = device;
        this.microphone = new MicrophoneWatch(limits);
    }

    synchronized void connected(@Nullable String itsFirmware, @Nullable Long unixMs, long now) {
        connections++;
        if (itsFirmware != null) {
            firmware = itsFirmware;
        }
        clock(unixMs, now);
        seen(now);
    }

    synchronized void disconnected() {
        connections--;
    }

    synchronized void seen(long now) {
        seenAt = now;
        news = true;
    }

    synchronized void sound(long now) {
        audioAt = now;
        seen(now);
    }

    /** @param perSecond samples of all channels */
    synchronized void samples(ByteBuf samples, int perSecond, long now) {
        window.add(samples);
        if (window.count() >= perSecond) {
            microphone.hear(window, (double) window.count() / perSecond);
            level.add(window);
            window.clear();
        }
        sound(now);
    }

    synchronized void gap(long samples) {
        gaps++;
        lostSamples += samples;
    }

    synchronized void telemetry(Body.Telemetry latest, long now) {
        telemetry = latest;
        clock(latest.unixMs(), now);
    }

    private void clock(@Nullable Long unixMs, long now) {
        if (unixMs != null) {
            clockSkew = Plausible.skew(now, unixMs);
        }
    }

    /** What is new, if anything is; it is new no more then. */
    synchronized Optional<DeviceReported> take(long now) {
        if (!news) {
            return Optional.empty();
        }
        DeviceHealth health = health(now);
        news = false;
        gaps = 0;
        lostSamples = 0;
        level.clear();
        return Optional.of(new DeviceReported(device.deviceId(), device.userId(), health));
    }

    private DeviceHealth health(long now) {
        boolean heard = level.count() > 0;
        return new DeviceHealth(
                Instant.ofEpochMilli(now),
                Instant.ofEpochMilli(seenAt),
                audioAt == 0 ? null : Instant.ofEpochMilli(audioAt),
                gaps,
                lostSamples,
                telemetry == null ? null : telemetry.droppedBuffers(),
                clockSkew,
                telemetry == null ? null : telemetry.rssiDbm(),
                telemetry == null ? null : telemetry.freeHeapBytes(),
                telemetry == null ? null : Plausible.finite(telemetry.batteryVolts()),
                telemetry == null ? null : Plausible.finite(telemetry.batteryPercent()),
                telemetry == null ? null : Plausible.finite(telemetry.temperatureCelsius()),
                firmware,
                heard ? Plausible.tenths(level.rmsDbfs()) : null,
                heard ? Plausible.tenths(level.peakDbfs()) : null,
                microphone.verdict().map(Microphone::wireName).orElse(null));
    }

    /** Nobody is connected, and nothing came since then. */
    synchronized boolean isForgettable(long then) {
        return connections == 0 && !news && seenAt < then;
    }
}
