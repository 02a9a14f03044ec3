package dev.chirp.relay.read;

import dev.chirp.relay.position.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Events of one interval in the order in which they are to be published, which within a key is that of their numbers,
 * and where their lanes go on.
 */
public record Page(List<EventRow> rows, Cursor next) {
    private static final Comparator<EventRow> BY_KEY = Comparator.comparing(EventRow::key);

    public Page {
        rows = List.copyOf(rows);
    }

    /** All that there is in an interval, in any order. */
    public static Page whole(Interval interval, List<EventRow> rows) {
        return new Page(rows.stream().sorted(BY_KEY).toList(), new Cursor.At(interval.upTo()));
    }

    /**
     * A part of an interval that was read in the order of {@link Cursor.Place}, with {@link EventRow#early} told. A long
     * interval is read along the index of transactions because that costs the same for every page, however long the
     * interval; a key's numbers follow the order of commits instead, so the few rows whose predecessor comes in a later
     * transaction are put off until it does.
     *
     * @param putOff the rows that the pages before have put off
     * @param isLast whether the interval ends here
     */
    public static Page part(Interval interval, List<EventRow> putOff, List<EventRow> rows, boolean isLast) {
        var sequence = new Sequence(putOff);
        rows.forEach(sequence::add);
        if (!isLast) {
            EventRow last = rows.getLast();
            return new Page(
                    sequence.ready(),
                    new Cursor.Within(
                            interval.after(),
                            interval.upTo(),
                            new Cursor.Place(last.tx(), last.key()),
                            sequence.putOff()));
        }
        List<EventRow> all = new ArrayList<>(sequence.ready());
        all.addAll(sequence.putOff());
        return new Page(all, new Cursor.At(interval.upTo()));
    }
}
