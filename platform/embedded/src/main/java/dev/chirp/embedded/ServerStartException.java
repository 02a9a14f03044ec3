package dev.chirp.embedded;

/** A server could not be started; the message is one sentence that tells a person what to do. */
public final class ServerStartException extends RuntimeException {
    public ServerStartException(String message) {
        super(message);
    }

    public ServerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
