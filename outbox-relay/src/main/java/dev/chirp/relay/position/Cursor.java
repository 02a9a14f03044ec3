package dev.chirp.relay.position;

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

    /** Amid an interval that is longer than a page: its end stays fixed until it has been read up. */
    record Within(Snapshot after, Snapshot upTo, EventKey last) implements Cursor {
        @Override
        public Interval next(Snapshot now) {
            return new Interval(after, upTo);
        }
    }
}
