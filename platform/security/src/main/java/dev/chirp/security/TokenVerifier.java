package dev.chirp.security;

/** Checks access tokens (JWT, {@code typ: at+jwt}): signature, issuer, audience, expiry. Thread-safe, never blocks on I/O when its keys are known. */
public interface TokenVerifier {
    /**
     * Verifies a compact JWT.
     *
     * @throws InvalidToken when it is malformed, expired, or not signed by a known key for this audience
     */
    AccessToken verify(String token) throws InvalidToken;

    /** Why a token was refused; the message never contains the token. */
    final class InvalidToken extends Exception {
        private static final long serialVersionUID = 1;

        public InvalidToken(String message) {
            super(message);
        }
    }
}
