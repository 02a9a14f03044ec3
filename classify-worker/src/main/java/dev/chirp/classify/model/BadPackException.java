package dev.chirp.classify.model;

import org.jspecify.annotations.Nullable;

/** A model pack that cannot be used; the message is one sentence for the operator. */
public final class BadPackException extends Exception {
    private static final long serialVersionUID = 1;

    BadPackException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    BadPackException(String sentence) {
        this(sentence, null);
    }
}
