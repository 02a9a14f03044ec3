package dev.chirp.cli;

/** A command failed for a reason that a person can act on; the message is one sentence. Exit code 1. */
public final class CommandFailure extends RuntimeException {
    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
