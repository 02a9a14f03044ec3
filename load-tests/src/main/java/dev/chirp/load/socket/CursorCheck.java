package dev.chirp.load.socket;

/**
 * What one client must see of one durable channel: from where it began, each offset once and in order, across all of its
 * connections. Pure; a gap or a reordering is told once, and counting goes on behind it.
 */
public final class CursorCheck {
    /** What a frame is to its cursor. */
    public enum Verdict {
        /** The next one, or the first one of a channel whose beginning was not told. */
        NEXT,
        /** Seen before; what came too late is also this, after the {@link #GAP} that it left. */
        REPEATED,
        /** One or more before it are missing. */
        GAP,
        /** Of an epoch that nobody announced. */
        OTHER_EPOCH
    }

    private boolean begun;
    private long epoch;
    private long offset;
    private long frames;

    /** A connection without a position: everything after this offset follows. */
    public void begin(long atEpoch, long atOffset) {
        begun = true;
        epoch = atEpoch;
        offset = atOffset;
    }

    /**
     * A connection that was opened with this cursor's position. When the server has not recovered it, an honest one, the
     * cursor begins anew.
     *
     * @param atOffset of the newest message, those included that are replayed
     * @return whether the answer is consistent: what is recovered is of the same epoch and not before the position
     */
    public boolean resume(boolean recovered, long atEpoch, long atOffset) {
        if (!recovered) {
            begin(atEpoch, atOffset);
            return true;
        }
        return atEpoch == epoch && atOffset >= offset;
    }

    public Verdict frame(long ofEpoch, long at) {
        frames++;
        if (!begun) {
            begin(ofEpoch, at);
            return Verdict.NEXT;
        }
        if (ofEpoch != epoch) {
            return Verdict.OTHER_EPOCH;
        }
        if (at <= offset) {
            return Verdict.REPEATED;
        }
        boolean next = at == offset + 1;
        offset = at;
        return next ? Verdict.NEXT : Verdict.GAP;
    }

    /** Whether there is a position to come back with. */
    public boolean hasPosition() {
        return begun;
    }

    public long epoch() {
        return epoch;
    }

    /** Of the newest frame, or of the beginning. */
    public long offset() {
        return offset;
    }

    /** All that came, whatever they were. */
    public long frames() {
        return frames;
    }
}
