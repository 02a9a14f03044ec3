package dev.chirp.art.diffusion;

/** A pack that cannot be used; the message is one sentence for the operator. */
final class BadPackException extends Exception {
    private static final long serialVersionUID = 1;

    BadPackException(String message) {
        super(message);
    }

    BadPackException(String message, Throwable cause) {
        super(message, cause);
    }
}
