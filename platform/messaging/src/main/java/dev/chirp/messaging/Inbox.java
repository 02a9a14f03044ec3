package dev.chirp.messaging;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer knows and changes in the database. Safe for use by many threads. A method that answers false has
 * changed nothing: the position, or the parked row, was not what the caller believed.
 */
interface Inbox {
    /** Where a key stands: the last event whose effects are committed, 0 before the first, and whether it is parked. */
    record Place(long last, boolean parked) {}

    /** The epoch below which records belong to a history that was rewritten; may lag by some seconds. */
    long epoch() throws SQLException;

    Place place(Message ofKey) throws SQLException;

    /**
     * Reads events of a key that come after a number, up to and with another.
     *
     * @return the first few in order; empty when the event table has none of them any more
     */
    List<Message> missing(String stream, String key, long after, long upTo) throws SQLException;

    /** Whether the database has ever given this number to this key. */
    boolean hasNumbered(Message message) throws SQLException;

    /** Advances the position and applies the effect, in one transaction. */
    boolean apply(Turn turn, Effect effect) throws SQLException;

    /**
     * Writes the dead letter, its event and the effect and advances the position, in one transaction. The position of
     * an unplaced message is left alone; of such a one there is false, too, when it is written already.
     */
    boolean bury(Turn turn, DeadReason reason, DeadLetterEvent.Form form, Effect effect) throws SQLException;

    /** Writes the dead letter and its event and parks the key as held, in one transaction. */
    boolean hold(Turn turn, long knownSeq, DeadReason reason, DeadLetterEvent.Form form) throws SQLException;

    /** Parks a key after the first failed attempt at its next event. */
    boolean park(Turn turn, long knownSeq, DeadReason reason, Duration delay) throws SQLException;

    /** Lets a record wait behind the parked event of its key; false when the key is not parked. */
    boolean follow(Message message) throws SQLException;

    /** The parked row of a key, or null when it has caught up. */
    @Nullable
    Parked parked(String stream, String key) throws SQLException;

    /** Counts a further failed attempt at the event of a parked key; {@code attempts} in all. */
    boolean retryLater(Turn turn, int attempts, DeadReason reason, Duration delay) throws SQLException;

    /** Lets a parked key go on behind a number; it is parked no more when nothing waits there. */
    void pass(Parked parked, long seq) throws SQLException;
}
