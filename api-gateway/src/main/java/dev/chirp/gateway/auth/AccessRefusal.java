package dev.chirp.gateway.auth;

import dev.chirp.gateway.problem.Problem;
import dev.chirp.gateway.problem.ProblemType;
import dev.chirp.gateway.problem.ProblemWriter;
import dev.chirp.gateway.request.ClientAddress;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Answers requests without a good token (401) or without the scope (403), as RFC 6750 has it. */
@Component
final class AccessRefusal implements ServerAuthenticationEntryPoint, ServerAccessDeniedHandler {
    private final ProblemWriter writer;
    private final SignIn signIn;

    AccessRefusal(ProblemWriter writer, SignIn signIn) {
        this.writer = writer;
        this.signIn = signIn;
    }

    @Override
    public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException failure) {
        boolean missing = failure instanceof AuthenticationCredentialsNotFoundException;
        if (!missing) {
            signIn.tokenRefused(ClientAddress.of(exchange));
        }
        Problem problem = missing
                ? Problem.of(ProblemType.UNAUTHENTICATED, "This needs an access token: Authorization: Bearer <token>.")
                : Problem.of(ProblemType.INVALID_TOKEN, "The access token is not valid or has expired.");
        return writer.write(
                exchange, problem.withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, AccessDeniedException denied) {
        return writer.write(
                exchange,
                Problem.of(ProblemType.INSUFFICIENT_SCOPE, "The access token lacks the scope that this needs.")
                        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\""));
    }
}
