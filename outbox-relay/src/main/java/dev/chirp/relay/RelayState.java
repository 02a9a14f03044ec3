package dev.chirp.relay;

/** What the relay as a whole is doing. */
sealed interface RelayState {
    /** Not publishing, and trying again by itself. */
    record Waiting(String reason) implements RelayState {}

    /** Owns lanes, or waits for its share. */
    record Running() implements RelayState {}

    /** Must not publish here until a person has put it right; looks again now and then. */
    record Refused(String reason) implements RelayState {}

    record Stopped() implements RelayState {}
}
