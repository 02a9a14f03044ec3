package dev.chirp.ingest.session;

/**
 * The numbers of the frames of one connection. A numbered frame is the next one, or one that was taken before, or an
 * error: there is no third way to lose audio silently.
 */
final class Sequence {
    enum Verdict {
        NEXT,
        /** Taken before, on this connection or, being committed, on another. */
        DUPLICATE,
        /** Frames are missing before it. */
        GAP,
        /** More than was granted. */
        BEYOND_CREDIT
    }

    private long committed;
    private long received;
    private long granted;

    /** @param committed the last frame that is committed, or that the device no longer has; 0: none */
    Sequence(long committed) {
        this.committed = committed;
        this.received = committed;
    }

    Verdict check(long seq) {
        if (seq == received + 1) {
            return seq <= granted ? Verdict.NEXT : Verdict.BEYOND_CREDIT;
        }
        return seq > 0 && seq <= received ? Verdict.DUPLICATE : Verdict.GAP;
    }

    void received(long seq) {
        received = seq;
    }

    /** Whether more is committed than before. */
    boolean committed(long seq) {
        boolean more = seq > committed;
        committed = Math.max(committed, seq);
        return more;
    }

    /** What was granted once stays granted. */
    void grant(long frames) {
        granted = Math.max(granted, committed + frames);
    }

    long committed() {
        return committed;
    }

    long received() {
        return received;
    }
}
