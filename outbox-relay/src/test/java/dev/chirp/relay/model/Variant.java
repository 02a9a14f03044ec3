package dev.chirp.relay.model;

/** A relay to put to the test: what its position is, and what of it is persisted. */
record Variant(PositionScheme scheme, Persisting persisting) {
    enum Persisting {
        /** What the broker has acknowledged. */
        SETTLED,
        /** Wrong: what has been read. */
        READ
    }

    static Variant right() {
        return of(PositionScheme.SNAPSHOT_INTERVAL);
    }

    static Variant of(PositionScheme scheme) {
        return new Variant(scheme, Persisting.SETTLED);
    }
}
