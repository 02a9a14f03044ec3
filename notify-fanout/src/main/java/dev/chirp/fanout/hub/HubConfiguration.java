package dev.chirp.fanout.hub;

import dev.chirp.fanout.access.Revocations;
import dev.chirp.fanout.device.DeviceStates;
import dev.chirp.fanout.history.Epoch;
import dev.chirp.fanout.history.History;
import dev.chirp.fanout.redis.Subscriptions;
import dev.chirp.fanout.session.Positions;
import dev.chirp.fanout.session.Roster;
import dev.chirp.fanout.session.Services;
import dev.chirp.fanout.session.SessionMeters;
import dev.chirp.fanout.session.SessionScope;
import dev.chirp.fanout.session.SessionSettings;
import dev.chirp.fanout.session.Snapshots;
import dev.chirp.security.TokenVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The hub, and what all sessions share. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HubSettings.class, SessionSettings.class})
class HubConfiguration {

    @Bean
    SessionMeters sessionMeters(MeterRegistry registry) {
        return new SessionMeters(registry, InstantSource.system());
    }

    @Bean
    Hub hub(
            Subscriptions subscriptions,
            History history,
            HubSettings settings,
            SessionMeters meters,
            Epoch epoch,
            MeterRegistry registry) {
        var hub = new Hub(subscriptions, history, settings, meters, registry);
        epoch.whenRisen(hub::onGap);
        return hub;
    }

    @Bean
    SessionScope sessionScope(
            SessionSettings settings,
            Hub hub,
            DeviceStates devices,
            Snapshots snapshots,
            Positions positions,
            Roster roster,
            TokenVerifier tokens,
            Revocations revocations,
            SessionMeters meters) {
        InstantSource clock = InstantSource.system();
        var services = new Services(
                hub, new ChannelDirectory(devices), snapshots, positions, roster, tokens, revocations::contains);
        return new SessionScope(settings, services, meters, clock, System::nanoTime);
    }
}
