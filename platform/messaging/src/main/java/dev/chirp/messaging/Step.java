package dev.chirp.messaging;

import org.jspecify.annotations.Nullable;

/** What a key needs next, decided from its position alone. */
sealed interface Step {
    /** The head of the mailbox has been applied before. */
    record Duplicate() implements Step {}

    /** The turn of this message. */
    record Apply(Message message) implements Step {}

    /** Events before the head have not come; the event table has them. */
    record Repair(long after) implements Step {}

    /**
     * Decides for a key.
     *
     * @param last the position of the key
     * @param head the oldest record of the key
     * @param repaired the oldest event read for it from the event table: the next one there is after the position,
     *     whether or not its number follows
     */
    static Step next(long last, Message head, @Nullable Message repaired) {
        if (!head.placed()) {
            return new Apply(head);
        }
        if (head.seq() <= last) {
            return new Duplicate();
        }
        if (head.seq() == last + 1) {
            return new Apply(head);
        }
        return repaired != null && repaired.seq() > last ? new Apply(repaired) : new Repair(last);
    }
}
