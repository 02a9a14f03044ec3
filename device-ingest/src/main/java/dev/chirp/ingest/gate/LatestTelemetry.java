package dev.chirp.ingest.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.session.TelemetryListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what each device said last: the last hour's, at most 20,000 devices. */
final class LatestTelemetry implements TelemetryListener {
    private static final Logger log = LoggerFactory.getLogger(LatestTelemetry.class);
    private static final int MAX_DEVICES = 20_000;
    private static final Duration KEPT = Duration.ofHours(1);

    private final Cache<UUID, Body.Telemetry> latest = Caffeine.newBuilder()
            .maximumSize(MAX_DEVICES)
            .expireAfterWrite(KEPT)
            .build();
    private final Counter reports;

    LatestTelemetry(MeterRegistry meters) {
        reports = meters.counter("ingest.telemetry");
    }

    @Override
    public void onTelemetry(DeviceIdentity device, Body.Telemetry telemetry) {
        reports.increment();
        latest.put(device.deviceId(), telemetry);
        log.atDebug().addKeyValue("device_id", device.deviceId()).log("Telemetry of a device");
    }

    Optional<Body.Telemetry> of(UUID device) {
        return Optional.ofNullable(latest.getIfPresent(device));
    }
}
