package dev.chirp.fanout;

import dev.chirp.fanout.socket.Stats;
import dev.chirp.fanout.socket.Upgrade;
import dev.chirp.security.JwksKeySource;
import dev.chirp.security.NimbusTokenVerifier;
import dev.chirp.security.TokenVerifier;
import dev.chirp.telemetry.BoundedThreads;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;

/** Tokens, the endpoint and its server. */
@Configuration(proxyBeanMethods = false)
class FanoutConfiguration {
    /** As long as an access token lives, for twice the sockets of an instance: those come back all at once. */
    private static final Duration TOKENS_REMEMBERED = Duration.ofMinutes(15);

    private static final int MOST_TOKENS = 40_000;

    @Bean(destroyMethod = "close")
    JwksKeySource tokenKeySource(@Value("${chirp.security.jwks-uri}") URI jwks) {
        return new JwksKeySource(jwks).start();
    }

    /** Signatures take a millisecond each: away from the event loops, on one core less than there are, bounded. */
    @Bean(destroyMethod = "dispose")
    Scheduler signatures(MeterRegistry registry) {
        return new BoundedThreads(
                registry,
                "fanout-signatures",
                Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
                MOST_TOKENS);
    }

    @Bean
    TokenVerifier tokenVerifier(
            JwksKeySource keys,
            Scheduler signatures,
            @Value("${chirp.security.issuer}") String issuer,
            @Value("${chirp.security.audience}") String audience) {
        return new BackgroundVerifier(
                NimbusTokenVerifier.remembering(
                        keys, issuer, audience, InstantSource.system(), TOKENS_REMEMBERED, MOST_TOKENS),
                signatures);
    }

    /** Down until the keys of the tokens have been fetched once. */
    @Bean
    HealthIndicator tokenKeys(JwksKeySource keys) {
        return () -> keys.hasKeys() ? Health.up().build() : Health.down().build();
    }

    @Bean
    FanoutEndpoint fanoutEndpoint(Upgrade upgrade, Stats stats) {
        return new FanoutEndpoint(upgrade, stats);
    }

    @Bean
    @ConditionalOnProperty(name = "chirp.fanout.listen", matchIfMissing = true)
    FanoutServer fanoutServer(
            FanoutEndpoint endpoint, @Value("${server.address}") String address, @Value("${server.port}") int port) {
        return new FanoutServer(endpoint, address, port);
    }
}
