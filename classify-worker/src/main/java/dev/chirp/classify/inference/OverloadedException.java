package dev.chirp.classify.inference;

/** The queue is full; the same request can succeed a moment later. */
public final class OverloadedException extends Exception {
    private static final long serialVersionUID = 1;

    public OverloadedException(String sentence) {
        super(sentence, null, false, false);
    }
}
