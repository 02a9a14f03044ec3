package dev.chirp.fanout;

import dev.chirp.security.AccessToken;
import dev.chirp.security.TokenVerifier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Verifies away from its callers' threads; what waits beyond the bound fails with a {@code RejectedExecutionException}. */
record BackgroundVerifier(TokenVerifier verifier, Scheduler threads) implements TokenVerifier {
    @Override
    public AccessToken verify(String token) throws InvalidToken {
        return verifier.verify(token);
    }

    @Override
    public Mono<AccessToken> verifyAsync(String token) {
        return verifier.verifyAsync(token).subscribeOn(threads);
    }
}
