package dev.chirp.messaging;

import org.jspecify.annotations.Nullable;

/**
 * An event that is about to change the database.
 *
 * @param last the position that its key has to have, else the turn is lost
 * @param parked the row that has to move along with the position, or null
 */
record Turn(Message message, long last, @Nullable Parked parked) {
    /** The turn of a record that lies in Kafka, or of an event before it. */
    static Turn of(Message message, long last) {
        return new Turn(message, last, null);
    }
}
