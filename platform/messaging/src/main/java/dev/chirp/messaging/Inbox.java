package dev.chirp.messaging;

import java.sql.SQLException;
import java.util.List;

/** What a consumer knows and changes in the database. Safe for use by many threads. */
interface Inbox {
    /** The epoch below which records belong to a history that was rewritten; may lag by some seconds. */
    long epoch() throws SQLException;

    /** The last event of this key whose effects are committed; 0 before the first. */
    long lastSeq(Message ofKey) throws SQLException;

    /**
     * Reads events of the key of {@code head} that come after a number, up to and with the head's own.
     *
     * @return the first few in order; empty when the event table has none of them any more
     */
    List<Message> missing(Message head, long after) throws SQLException;

    /** Whether the database has ever given this number to this key. */
    boolean hasNumbered(Message message) throws SQLException;

    /**
     * Advances the position and applies the effect, in one transaction.
     *
     * @return false, with nothing changed, when the position was not {@code expectedLast}
     */
    boolean apply(Message message, long expectedLast, Effect effect) throws SQLException;

    /**
     * Writes the dead letter, its event and the effect and advances the position, in one transaction. The position of
     * an unplaced message is left alone.
     *
     * @return false, with nothing changed, when the position was not {@code expectedLast} or it is written already
     */
    boolean bury(Message message, long expectedLast, DeadReason reason, DeadLetterEvent.Form form, Effect effect)
            throws SQLException;
}
