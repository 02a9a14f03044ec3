package dev.chirp.ingest.session;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Body;

/** Hears how devices are, at most once a second from each; called on event loops, so it must not block. */
@FunctionalInterface
public interface TelemetryListener {
    void onTelemetry(DeviceIdentity device, Body.Telemetry telemetry);
}
