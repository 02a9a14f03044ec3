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
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SocketSettings.class)
class SocketConfiguration {

    @Bean
    SocketGate socketGate(SocketSettings settings, Revocations revocations, Presence presence) {
        var gate = new SocketGate(settings);
        revocations.whenRevoked(gate::revoke);
        presence.whenForgotten(gate::announce);
        return gate;
    }

    /** Signatures take a millisecond each: away from the event loops, on one core less than there are, bounded. */
    @Bean(destroyMethod = "dispose")
    Scheduler signatures(SocketSettings settings) {
        return Schedulers.newBoundedElastic(
                Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
                settings.perInstance(),
                "fanout-signatures",
                60,
                true);
    }

    @Bean
    Upgrade upgrade(
            TokenVerifier tokens,
            Scheduler signatures,
            Tickets tickets,
            Revocations revocations,
            SessionScope scope,
            SocketGate gate,
            SocketSettings settings) {
        return new Upgrade(tokens, signatures, tickets, revocations, scope, gate, settings);
    }

    @Bean
    Stats stats(TokenVerifier tokens, SessionScope scope, Subscriptions subscriptions) {
        return new Stats(tokens, scope, subscriptions);
    }
}
