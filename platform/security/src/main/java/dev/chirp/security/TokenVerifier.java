package dev.chirp.security;

import reactor.core.publisher.Mono;

/** Checks access tokens (JWT, {@code typ: at+jwt}): signature, issuer, audience, expiry. Thread-safe, never blocks. */
public interface TokenVerifier {
    /**
     * Verifies a compact JWT with the keys that are known now; no I/O on the caller's thread.
     *
     * @throws InvalidToken when it is malformed, expired, or not signed by a known key for this audience
     */
    AccessToken verify(String token) throws InvalidToken;

    /**
     * Verifies a compact JWT; when its key is unknown, waits for one fetch of the keys first. The right form while a
     * service starts and around a rotation of keys; fails with {@link InvalidToken}.
     */
    default Mono<AccessToken> verifyAsync(String token) {
        return Mono.fromCallable(() -> verify(token));
    }

    /** Why a token was refused; the message never contains the token or a claim. */
    final class InvalidToken extends Exception {
        private static final long serialVersionUID = 1;

        public InvalidToken(String message) {
            super(message);
        }
    }
}
