package dev.chirp.messaging;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The records of one key of one partition, in the order of the log. The queue and the state belong to
 * {@link Mailboxes}; the rest belongs to the thread that handles the head.
 */
final class Mailbox {
    static final long UNKNOWN = -1;

    enum State {
        READY,
        RUNNING,
        /** Waits for its next attempt. */
        STOPPED,
        /** Its partition went to another instance; what still runs is absorbed by the position. */
        ABANDONED
    }

    final int partition;
    final String key;

    final Deque<Message> queue = new ArrayDeque<>();
    State state = State.READY;
    int counted;

    final Deque<Message> repaired = new ArrayDeque<>();
    long lastSeq = UNKNOWN;
    private long faultySeq = UNKNOWN;
    private int attempts;

    Mailbox(int partition, String key) {
        this.partition = partition;
        this.key = key;
    }

    /** Counts a failed attempt at this message. */
    int failedAttempts(Message message) {
        attempts = message.seq() == faultySeq ? attempts + 1 : 1;
        faultySeq = message.seq();
        return attempts;
    }
}
