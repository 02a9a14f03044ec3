package dev.chirp.fanout.socket;

import dev.chirp.fanout.access.Revocations;
import dev.chirp.fanout.access.Tickets;
import dev.chirp.fanout.presence.Presence;
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
    SocketGate socketGate(SocketSettings settings, Revocations revocations, Presence presence) {
        var gate = new SocketGate(settings, revocations::contains);
        revocations.whenRevoked(gate::revoke);
        presence.whenForgotten(gate::announce);
        return gate;
    }

    @Bean
    Upgrade upgrade(
            TokenVerifier tokens,
            Tickets tickets,
            Revocations revocations,
            SessionScope scope,
            SocketGate gate,
            SocketSettings settings) {
        return new Upgrade(tokens, tickets, revocations, scope, gate, settings);
    }

    @Bean
    Stats stats(TokenVerifier tokens, SessionScope scope, Subscriptions subscriptions) {
        return new Stats(tokens, scope, subscriptions);
    }
}
