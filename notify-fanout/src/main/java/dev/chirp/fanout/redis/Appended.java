package dev.chirp.fanout.redis;

/** What became of a message that was offered to the cache. */
public enum Appended {
    STORED,
    /** Stored as the first of a new run: nothing was cached, or messages between are missing, or the epoch rose. */
    RESTARTED,
    DUPLICATE,
    /** Dropped: it belongs to a history that a restore has replaced. */
    STALE;

    static Appended ofAnswer(long answer) {
        return switch ((int) answer) {
            case 1 -> STORED;
            case 2 -> RESTARTED;
            case 0 -> DUPLICATE;
            case -1 -> STALE;
            default -> throw new IllegalStateException("append.lua: %d (expected: -1..2)".formatted(answer));
        };
    }
}
