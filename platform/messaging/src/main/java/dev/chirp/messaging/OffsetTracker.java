package dev.chirp.messaging;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which records of a partition are not finished; the lowest of them is what may be committed. Not thread-safe. */
final class OffsetTracker {
    private final TreeMap<Long, Instant> unfinished = new TreeMap<>();
    private long next = -1;

    void begin(long offset, Instant time) {
        unfinished.put(offset, time);
        next = offset + 1;
    }

    void finish(long offset) {
        unfinished.remove(offset);
    }

    /** The offset from which a successor must read, or -1 when this partition gave nothing yet. */
    long committable() {
        return unfinished.isEmpty() ? next : unfinished.firstKey();
    }

    int size() {
        return unfinished.size();
    }

    /** The time of the first record that is not finished. */
    Optional<Instant> oldest() {
        return Optional.ofNullable(unfinished.firstEntry()).map(Map.Entry::getValue);
    }
}
