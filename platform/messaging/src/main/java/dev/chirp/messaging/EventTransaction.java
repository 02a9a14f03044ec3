package dev.chirp.messaging;

import dev.chirp.contracts.event.EventDraft;
import java.sql.Connection;

/** An open transaction; its events are appended together, as its last statement before commit. */
public interface EventTransaction {
    /** For the effect's own statements; never committed, rolled back or closed by the effect. */
    Connection connection();

    /** Adds an event to what is appended at commit, in the order of the calls. */
    void append(EventDraft draft);
}
