package dev.chirp.ingest.gate;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all connections together hold. Used from all event loops. */
final class ByteBudget {
    /** A connection with no more than this is never in the way, however much the others hold. */
    private static final int SHARE_BYTES = 8 * 1024;

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    ByteBudget(long limit) {
        this.limit = limit;
    }

    void add(long bytes) {
        held.addAndGet(bytes);
    }

    boolean hasRoomFor(int heldByOne) {
        return heldByOne <= SHARE_BYTES || held.get() <= limit;
    }

    long held() {
        return held.get();
    }
}
