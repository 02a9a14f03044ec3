package dev.chirp.ingest.upload;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A bounded number of places, of which one user may take only some. Thread-safe; nothing waits. */
final class Places {
    private final int all;
    private final int perUser;
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<Long, Integer> takenBy = new ConcurrentHashMap<>();

    /** What became of asking for a place. */
    enum Answer {
        TAKEN,
        FULL,
        USER_HAS_ENOUGH
    }

    Places(int all, int perUser) {
        this.all = all;
        this.perUser = perUser;
    }

    /** One that is {@link Answer#TAKEN} is to be given back. */
    Answer take(long user) {
        if (takenBy.merge(user, 1, Integer::sum) > perUser) {
            leave(user);
            return Answer.USER_HAS_ENOUGH;
        }
        if (taken.incrementAndGet() > all) {
            giveBack(user);
            return Answer.FULL;
        }
        return Answer.TAKEN;
    }

    void giveBack(long user) {
        taken.decrementAndGet();
        leave(user);
    }

    private void leave(long user) {
        takenBy.computeIfPresent(user, (same, count) -> count == 1 ? null : count - 1);
    }

    int taken() {
        return taken.get();
    }
}
