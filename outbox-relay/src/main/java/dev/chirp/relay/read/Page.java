package dev.chirp.relay.read;

import dev.chirp.relay.position.Cursor;
import dev.chirp.relay.position.Interval;
import java.util.List;

/** Events of one interval, ascending by stream, key and number, and where their lanes go on. */
public record Page(List<EventRow> rows, Cursor next) {
    /** What was read, given the most that was asked for: fewer rows mean that the interval is read up. */
    static Page of(Interval interval, List<EventRow> rows, int limit) {
        return new Page(
                rows,
                rows.size() < limit
                        ? new Cursor.At(interval.upTo())
                        : new Cursor.Within(
                                interval.after(),
                                interval.upTo(),
                                rows.getLast().key()));
    }
}
