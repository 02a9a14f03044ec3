package dev.chirp.ingest.gate;

import dev.chirp.ingest.device.DeviceKeys;
import dev.chirp.ingest.intake.CaptureIntakeClient;
import dev.chirp.ingest.limit.IngestLimits;
import dev.chirp.ingest.session.DeviceObserver;
import dev.chirp.ingest.session.SessionLimits;
import dev.chirp.ingest.session.SessionScope;
import dev.chirp.ingest.session.StreamMeters;
import dev.chirp.ingest.session.StreamPositions;
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
    FrameGate frameGate(
            GateSettings settings,
            SessionLimits sessionLimits,
            DeviceKeys keys,
            CaptureIntakeClient intake,
            IngestLimits limits,
            DeviceObserver observer,
            MeterRegistry meters) {
        var scope = new SessionScope(
                sessionLimits,
                new StreamPositions(),
                new StreamMeters(meters),
                observer,
                Clock.systemUTC(),
                System::nanoTime);
        return new FrameGate(settings, scope, keys, intake, limits, meters);
    }

    @Bean
    FrameServer frameServer(GateSettings settings, TlsSettings tls, FrameGate gate, MeterRegistry meters) {
        return new FrameServer(settings, tls, gate, meters);
    }

    @Bean
    LoopWatch loopWatch(FrameGate gate, MeterRegistry meters) {
        return new LoopWatch(gate::loops, System::nanoTime, meters);
    }

    @Bean
    KeyWatch keyWatch(FrameGate gate, DeviceKeys keys) {
        return new KeyWatch(gate, keys);
    }
}
