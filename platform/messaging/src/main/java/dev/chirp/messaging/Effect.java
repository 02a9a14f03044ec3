package dev.chirp.messaging;

import java.sql.SQLException;

/** What an event changes, inside the transaction that advances its position. Short: no remote call, no computation. */
@FunctionalInterface
public interface Effect {
    void apply(EventTransaction tx) throws SQLException;

    /** Nothing to change: the event is only marked as seen. */
    static Effect none() {
        return tx -> {};
    }
}
