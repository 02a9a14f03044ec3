package dev.chirp.messaging;

import java.time.Duration;

/** How one turn of a mailbox ended. */
sealed interface Handled {
    /** What became of a message; a bounded tag of the meters. */
    enum Outcome {
        APPLIED,
        DUPLICATE,
        DEAD,
        /** Its first attempt failed: its key is parked. */
        PARKED,
        /** It waits behind a parked event of its key. */
        WAITING,
        /** A further attempt failed. */
        FAILED_AGAIN,
        STALE_EPOCH
    }

    /** The head is finished. */
    record HeadDone(Outcome outcome) implements Handled {}

    /** An event before the head is finished, or one of a parked key that has to catch up further. */
    record Advanced(Outcome outcome) implements Handled {}

    /** A parked key has caught up. */
    record CaughtUp() implements Handled {}

    /** The database refuses what has to be written; a person must act. */
    record Stuck(Duration after) implements Handled {
        static final Duration PAUSE = Duration.ofSeconds(10);
    }

    /** Nothing was done and no attempt consumed. */
    record Away(String dependency, Throwable cause) implements Handled {}
}
