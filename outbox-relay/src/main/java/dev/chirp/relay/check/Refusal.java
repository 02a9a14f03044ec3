package dev.chirp.relay.check;

/** The relay must not work here until a person has put it right; the message says what. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Refusal(String message) {
        super(message);
    }
}
