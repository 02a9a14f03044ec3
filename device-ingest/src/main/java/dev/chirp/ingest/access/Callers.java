package dev.chirp.ingest.access;

import dev.chirp.ingest.limit.IngestLimits;
import dev.chirp.ingest.problem.DeviceProblem;
import dev.chirp.security.AccessToken;
import dev.chirp.security.TokenVerifier;
import dev.chirp.security.TokenVerifier.InvalidToken;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Users by the access token of their request. */
@Component
public class Callers {
    private static final String SCHEME = "Bearer ";
    private static final String SCOPE = "user";

    private final TokenVerifier uploadTokens;
    private final EndedSessions ended;
    private final IngestLimits limits;

    Callers(TokenVerifier uploadTokens, EndedSessions ended, IngestLimits limits) {
        this.uploadTokens = uploadTokens;
        this.ended = ended;
        this.limits = limits;
    }

    /**
     * The user whose request it is, charged for it; fails with 401 without a good token, with 403 when it lacks the
     * scope, with 429 when it is one request or one byte too many.
     */
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
                .flatMap(this::ofLiveSession)
                .map(Callers::withScope)
                .flatMap(user -> limits.charge(user, request).thenReturn(user));
    }

    /** The bytes of this user's request, counted where they have not been charged by their announced length. */
    public Flux<DataBuffer> body(long user, ServerHttpRequest request) {
        return limits.body(user, request);
    }

    private Mono<AccessToken> ofLiveSession(AccessToken token) {
        return ended.contains(token.sessionId())
                .flatMap(over -> over ? Mono.error(DeviceProblem.invalidToken()) : Mono.just(token));
    }

    private static long withScope(AccessToken token) {
        if (!token.hasScope(SCOPE)) {
            throw DeviceProblem.missingScope(SCOPE);
        }
        return token.userId();
    }
}
