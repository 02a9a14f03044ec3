package dev.chirp.relay.lag;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Where the end of one partition's log was at which time, as far as it was looked at. Holds at most {@value #MOST} different
 * ends, an hour of looks at a partition that never rests. Not thread-safe.
 */
final class EndHistory {
    static final int MOST = 360;

    /** The end stood there from the one look to the other, in {@link System#nanoTime()}. */
    private record Rest(long end, long from, long to) {}

    private final ArrayDeque<Rest> rests = new ArrayDeque<>();

    /** The end is there now. Ends of a log do not go back: if this one has, it is another log, and the history begins anew. */
    void note(long end, long now) {
        Rest last = rests.peekLast();
        if (last != null && end == last.end) {
            rests.removeLast();
            rests.addLast(new Rest(end, last.from, now));
            return;
        }
        if (last != null && end < last.end) {
            rests.clear();
        } else if (rests.size() == MOST) {
            rests.removeFirst();
        }
        rests.addLast(new Rest(end, now, now));
    }

    /**
     * How long the message at this offset has been there: between two looks the log grew evenly. Zero if it has not come; for
     * one that was there at the first look, as long as the history is.
     */
    Duration sinceCame(long offset, long now) {
        Rest before = null;
        for (Rest rest : rests) {
            if (rest.end > offset) {
                return Duration.ofNanos(now - (before == null ? rest.from : cameBetween(before, rest, offset)));
            }
            before = rest;
        }
        return Duration.ZERO;
    }

    private static long cameBetween(Rest before, Rest after, long offset) {
        double grown = (double) (offset + 1 - before.end) / (after.end - before.end);
        return before.to + Math.round(grown * (after.from - before.to));
    }
}
