package dev.chirp.relay.read;

import dev.chirp.relay.position.EventKey;
import dev.chirp.relay.position.Interval;
import dev.chirp.relay.position.Snapshot;
import java.util.List;

/** Up to where a lane has been read. Lanes with equal cursors are read together. */
public sealed interface Cursor {
    /** Everything seen by this snapshot has been read. */
    Snapshot after();

    /** What the next page is taken from, when {@code now} is the present. */
    Interval next(Snapshot now);

    /** Between two intervals. */
    record At(Snapshot after) implements Cursor {
        @Override
        public Interval next(Snapshot now) {
            return new Interval(after, now);
        }
    }

    /**
     * Amid an interval that is longer than a page: its end stays fixed until it has been read up.
     *
     * @param last the row that was read last
     * @param early read, but to be published after a predecessor that is still to be read
     */
    record Within(Snapshot after, Snapshot upTo, Place last, List<EventRow> early) implements Cursor {
        public Within {
            early = List.copyOf(early);
        }

        @Override
        public Interval next(Snapshot now) {
            return new Interval(after, upTo);
        }
    }

    /** A place in the order in which a long interval is read: by transaction, then stream, key and number. */
    record Place(long tx, EventKey key) {
        /** Before the first row of any interval. */
        static final Place START = new Place(0, new EventKey("", "", 0));
    }
}
