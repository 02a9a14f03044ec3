package dev.chirp.ingest.access;

import dev.chirp.ingest.problem.DeviceProblem;
import dev.chirp.security.AccessToken;
import dev.chirp.security.TokenVerifier;
import dev.chirp.security.TokenVerifier.InvalidToken;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Users by the access token of their request. */
@Component
public class Callers {
    private static final String SCHEME = "Bearer ";
    private static final String SCOPE = "user";

    private final TokenVerifier uploadTokens;

    Callers(TokenVerifier uploadTokens) {
        this.uploadTokens = uploadTokens;
    }

    /** The user whose request it is; fails with 401 without a good token, with 403 when it lacks the scope. */
    public Mono<Long> userOf(ServerHttpRequest request) {
        String header = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Mono.error(DeviceProblem.invalidToken());
        }
        // A signature takes a millisecond.
        return uploadTokens
                .verifyAsync(header.substring(SCHEME.length()).strip())
                .subscribeOn(Schedulers.parallel())
                .onErrorMap(InvalidToken.class, invalid -> DeviceProblem.invalidToken())
                .map(Callers::withScope);
    }

    private static long withScope(AccessToken token) {
        if (!token.hasScope(SCOPE)) {
            throw DeviceProblem.missingScope(SCOPE);
        }
        return token.userId();
    }
}
