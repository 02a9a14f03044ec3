package dev.chirp.gateway.auth;

import dev.chirp.gateway.request.Caller;
import dev.chirp.security.TokenVerifier;
import dev.chirp.security.TokenVerifier.InvalidToken;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Turns the Bearer token of a request, or the signature of a media link, into its {@link Caller}. */
@Component
final class CallerAuthentication implements ServerAuthenticationConverter, ReactiveAuthenticationManager {
    private static final String BEARER = "bearer ";
    private final TokenVerifier tokens;
    private final RevokedSessions revoked;
    private final MediaLinks links;

    CallerAuthentication(TokenVerifier tokens, RevokedSessions revoked, MediaLinks links) {
        this.tokens = tokens;
        this.revoked = revoked;
        this.links = links;
    }

    @Override
    public Mono<Authentication> convert(ServerWebExchange exchange) {
        String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return Mono.just(UsernamePasswordAuthenticationToken.unauthenticated(
                    "bearer", header.substring(BEARER.length()).strip()));
        }
        return Mono.justOrEmpty(links.caller(exchange.getRequest())).map(CallerAuthentication::authenticated);
    }

    @Override
    public Mono<Authentication> authenticate(Authentication authentication) {
        return authentication.isAuthenticated()
                ? Mono.just(authentication)
                : Mono.fromCallable(() -> verify(authentication.getCredentials()));
    }

    private Authentication verify(@Nullable Object token) {
        try {
            var verified = tokens.verify(String.valueOf(token));
            if (revoked.contains(verified.sessionId())) {
                throw new BadCredentialsException("session is revoked");
            }
            return authenticated(new Caller(verified.userId(), verified.scopes()));
        } catch (InvalidToken e) {
            throw new BadCredentialsException(String.valueOf(e.getMessage()));
        }
    }

    private static Authentication authenticated(Caller caller) {
        Set<String> scopes = caller.scopes();
        return UsernamePasswordAuthenticationToken.authenticated(
                caller, null, AuthorityUtils.createAuthorityList(scopes));
    }
}
