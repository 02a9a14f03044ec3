package dev.chirp.messaging;

import java.time.Duration;

/** How one turn of a mailbox ended. */
sealed interface Handled {
    /** What became of a message; a bounded tag of the meters. */
    enum Outcome {
        APPLIED,
        DUPLICATE,
        DEAD,
        STALE_EPOCH
    }

    /** The head is finished. */
    record HeadDone(Outcome outcome) implements Handled {}

    /** An event before the head is finished. */
    record Advanced(Outcome outcome) implements Handled {}

    /** The next attempt of this key comes after a delay. */
    record Retry(Duration after) implements Handled {
        /** Between attempts to write a dead letter that the database refuses: a person must act. */
        static final Duration STUCK = Duration.ofSeconds(10);
    }

    /** Nothing was done and no attempt consumed. */
    record Away(String dependency, Throwable cause) implements Handled {}
}
