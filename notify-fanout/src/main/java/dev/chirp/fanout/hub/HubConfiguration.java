package dev.chirp.fanout.hub;

import dev.chirp.fanout.history.History;
import dev.chirp.fanout.redis.Subscriptions;
import dev.chirp.fanout.session.SessionMeters;
import dev.chirp.fanout.session.SessionScope;
import dev.chirp.fanout.session.SessionSettings;
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
    Hub hub(Subscriptions subscriptions, History history, HubSettings settings, MeterRegistry registry) {
        return new Hub(subscriptions, history, settings, registry);
    }

    @Bean
    SessionScope sessionScope(SessionSettings settings, Hub hub, MeterRegistry registry) {
        InstantSource clock = InstantSource.system();
        return new SessionScope(settings, hub, new SessionMeters(registry, clock), clock, System::nanoTime);
    }
}
