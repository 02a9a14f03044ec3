package dev.chirp.gateway.auth;

import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.problem.ProblemWriter;
import dev.chirp.security.NimbusTokenVerifier;
import dev.chirp.security.TokenVerifier;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.header.ReferrerPolicyServerHttpHeadersWriter.ReferrerPolicy;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;

/** Who may call what. Everything under {@code /api} needs a token unless it is named here. */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class AuthConfiguration {
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'";

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    /** Requests are observed as a whole; their way through the filters is not worth a meter each. */
    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    TokenVerifier tokenVerifier(SigningKeys keys, SecuritySettings settings, InstantSource clock) {
        return new NimbusTokenVerifier(keys, settings.issuer(), settings.audience(), clock);
    }

    /** Addresses with doubtful encodings are refused before anything interprets them. */
    @Bean
    ServerExchangeRejectedHandler doubtfulRequests(ProblemWriter problems) {
        return (exchange, rejected) -> problems.write(
                exchange,
                Problem.of(ProblemType.INVALID_REQUEST, "The address contains characters that are not allowed."));
    }

    @Bean
    SecurityWebFilterChain securityFilters(
            ServerHttpSecurity http, CallerAuthentication authentication, AccessRefusal refusal) {
        AuthenticationWebFilter bearer = new AuthenticationWebFilter(authentication);
        bearer.setServerAuthenticationConverter(authentication);
        bearer.setSecurityContextRepository(NoOpServerSecurityContextRepository.getInstance());
        bearer.setAuthenticationFailureHandler(
                (exchange, failure) -> refusal.commence(exchange.getExchange(), failure));
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                        // Said by whoever has the certificate: the front, or the ingress.
                        .hsts(ServerHttpSecurity.HeaderSpec.HstsSpec::disable))
                .exceptionHandling(
                        refused -> refused.authenticationEntryPoint(refusal).accessDeniedHandler(refusal))
                .addFilterAt(bearer, SecurityWebFiltersOrder.AUTHENTICATION)
                .authorizeExchange(allowed -> allowed.pathMatchers(
                                HttpMethod.POST,
                                "/api/v1/users",
                                "/api/v1/auth/token",
                                "/api/v1/auth/refresh",
                                "/api/v1/auth/revoke")
                        .permitAll()
                        .pathMatchers(HttpMethod.POST, "/api/v1/captures")
                        .hasAnyAuthority(Scopes.USER, Scopes.DEVICE)
                        .pathMatchers(
                                HttpMethod.GET, "/api/v1/captures/{id}/audio", "/api/v1/captures/{id}/spectrogram.png")
                        .hasAnyAuthority(Scopes.USER, MediaLinks.SCOPE)
                        .pathMatchers("/api/v1/ops/**", "/api/v1/audit")
                        .hasAuthority(Scopes.OPS)
                        .pathMatchers("/api/**")
                        .hasAuthority(Scopes.USER)
                        .anyExchange()
                        .permitAll())
                .build();
    }
}
