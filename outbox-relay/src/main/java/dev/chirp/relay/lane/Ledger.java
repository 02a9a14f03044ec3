package dev.chirp.relay.lane;

import dev.chirp.relay.position.Snapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What of a lane has been read but is not settled yet (acknowledged or held), and the last snapshot before which nothing
 * is open. Not thread-safe; its lane guards it.
 */
final class Ledger {
    /** The events read between two snapshots; {@code upTo} is null while their interval is being read. */
    static final class Batch {
        private int open;

        private @Nullable Snapshot upTo;
    }

    private final Deque<Batch> closed = new ArrayDeque<>();
    private Batch current = new Batch();
    private Snapshot settled;

    Ledger(Snapshot settled) {
        this.settled = settled;
    }

    /** Counts an event as handed over; the batch is to be given back to {@link #settle} once, whenever that is. */
    Batch open() {
        current.open++;
        return current;
    }

    void settle(Batch batch) {
        batch.open--;
        advance();
    }

    /** Every event seen by this snapshot has been handed over. */
    void reached(Snapshot upTo) {
        Batch last = closed.peekLast();
        if (last != null && current.open == 0) {
            last.upTo = upTo;
            return;
        }
        current.upTo = upTo;
        closed.add(current);
        current = new Batch();
        advance();
    }

    private void advance() {
        for (Batch head = closed.peek(); head != null && head.open == 0; head = closed.peek()) {
            if (head.upTo != null) {
                settled = head.upTo;
            }
            closed.remove();
        }
    }

    /** The position: everything it sees is acknowledged or held. */
    Snapshot settled() {
        return settled;
    }

    /** Forgets what was read beyond the position; events still open no longer count. */
    void rewind() {
        closed.clear();
        current = new Batch();
    }
}
