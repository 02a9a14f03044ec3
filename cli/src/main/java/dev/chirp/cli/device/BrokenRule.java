package dev.chirp.cli.device;

/** The server did something else than the protocol says. */
final class BrokenRule extends Exception {
    private static final long serialVersionUID = 1;

    BrokenRule(String detail) {
        super(detail);
    }
}
