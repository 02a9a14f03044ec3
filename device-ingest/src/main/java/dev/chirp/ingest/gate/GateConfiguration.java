package dev.chirp.ingest.gate;

import dev.chirp.ingest.device.DeviceKeys;
import dev.chirp.ingest.intake.CaptureIntakeClient;
import dev.chirp.ingest.session.SessionLimits;
import dev.chirp.ingest.session.SessionScope;
import dev.chirp.ingest.session.StreamMeters;
import dev.chirp.ingest.session.StreamPositions;
import dev.chirp.ingest.session.TelemetryListener;
import dev.chirp.ingest.tls.TlsSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({GateSettings.class, TlsSettings.class, SessionLimits.class})
class GateConfiguration {

    @Bean
    TelemetryListener telemetryListener(MeterRegistry meters) {
        return new LatestTelemetry(meters);
    }

    @Bean
    FrameGate frameGate(
            GateSettings settings,
            SessionLimits limits,
            DeviceKeys keys,
            CaptureIntakeClient intake,
            TelemetryListener telemetry,
            MeterRegistry meters) {
        var scope = new SessionScope(
                limits,
                new StreamPositions(),
                new StreamMeters(meters),
                telemetry,
                Clock.systemUTC(),
                System::nanoTime);
        return new FrameGate(settings, scope, keys, intake, meters);
    }

    @Bean
    FrameServer frameServer(GateSettings settings, TlsSettings tls, FrameGate gate, MeterRegistry meters) {
        return new FrameServer(settings, tls, gate, meters);
    }

    @Bean
    KeyWatch keyWatch(FrameGate gate, DeviceKeys keys) {
        return new KeyWatch(gate, keys);
    }
}
