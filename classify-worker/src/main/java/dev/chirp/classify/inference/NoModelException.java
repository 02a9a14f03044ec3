package dev.chirp.classify.inference;

/** There is no usable model; the message is the reason, for the operator. */
public final class NoModelException extends Exception {
    private static final long serialVersionUID = 1;

    NoModelException(String reason) {
        super(reason, null, false, false);
    }
}
