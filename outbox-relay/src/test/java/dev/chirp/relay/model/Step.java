package dev.chirp.relay.model;

/** One thing that happens; {@code pick} chooses which transaction, key or relay it happens to. */
record Step(Kind kind, int pick) {
    enum Kind {
        BEGIN,
        APPEND,
        COMMIT,
        ABORT,
        READ,
        SEND,
        SENDING_FAILS,
        BROKER_STORES,
        ACKNOWLEDGE,
        PERSIST,
        TAKE_OVER
    }
}
