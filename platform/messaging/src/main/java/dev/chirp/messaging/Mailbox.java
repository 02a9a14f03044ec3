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
        /** Waits for a person, and looks again now and then. */
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

    Mailbox(int partition, String key) {
        this.partition = partition;
        this.key = key;
    }

    /** Whether it is for a parked key: what comes next is in the database, not in the queue. */
    boolean isOfParkedKey() {
        return partition == Message.NO_RECORD;
    }
}
