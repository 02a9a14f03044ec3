package dev.chirp.fanout.socket;

import dev.chirp.fanout.redis.Subscriptions;
import dev.chirp.fanout.session.SessionScope;
import dev.chirp.security.TokenVerifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SocketSettings.class)
class SocketConfiguration {

    @Bean
    SocketGate socketGate(SocketSettings settings) {
        return new SocketGate(settings);
    }

    @Bean
    Upgrade upgrade(TokenVerifier tokens, SessionScope scope, SocketGate gate, SocketSettings settings) {
        return new Upgrade(tokens, scope, gate, settings);
    }

    @Bean
    Stats stats(TokenVerifier tokens, SessionScope scope, Subscriptions subscriptions) {
        return new Stats(tokens, scope, subscriptions);
    }
}
