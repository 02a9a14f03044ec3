package dev.chirp.ingest.session;

import java.time.Duration;

/** A clip's place in the order of commits: what it covers, and whether the gateway has answered. */
final class ClipEnding {
    private long lastSeq;
    private long endedAt;
    private boolean ended;
    private boolean answered;

    void end(long seq, long now) {
        lastSeq = seq;
        endedAt = now;
        ended = true;
    }

    /** Frames without sound behind the clip count as part of it. */
    void cover(long seq) {
        lastSeq = seq;
    }

    void answer() {
        answered = true;
    }

    boolean isAnswered() {
        return answered;
    }

    /** Nothing of it remains to be done. */
    boolean isSettled() {
        return ended && answered;
    }

    long lastSeq() {
        return lastSeq;
    }

    Duration sinceItsEnd(long now) {
        return ended ? Duration.ofNanos(now - endedAt) : Duration.ZERO;
    }
}
