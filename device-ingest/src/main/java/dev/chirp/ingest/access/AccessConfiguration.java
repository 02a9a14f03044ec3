package dev.chirp.ingest.access;

import dev.chirp.security.JwksKeySource;
import dev.chirp.security.NimbusTokenVerifier;
import dev.chirp.security.TokenVerifier;
import java.net.URI;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tokens are verified with the keys that the gateway publishes. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean(destroyMethod = "close")
    JwksKeySource uploadTokenKeys(@Value("${chirp.security.jwks-uri}") URI jwks) {
        return new JwksKeySource(jwks).start();
    }

    @Bean
    TokenVerifier uploadTokens(
            JwksKeySource uploadTokenKeys,
            @Value("${chirp.security.issuer}") String issuer,
            @Value("${chirp.security.audience}") String audience) {
        return new NimbusTokenVerifier(uploadTokenKeys, issuer, audience, InstantSource.system());
    }
}
