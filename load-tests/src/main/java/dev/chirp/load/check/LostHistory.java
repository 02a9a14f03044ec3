package dev.chirp.load.check;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * What a database knew and the dump that it was restored from does not: gone by right, and to be seen nowhere but in
 * Kafka.
 *
 * @param captures acknowledged or not
 * @param eventIds of all events
 */
public record LostHistory(Set<Long> captures, Set<String> eventIds) {
    /** Nothing was lost. */
    public static final LostHistory NONE = new LostHistory(Set.of(), Set.of());

    public LostHistory {
        captures = Set.copyOf(captures);
        eventIds = Set.copyOf(eventIds);
    }

    /** All that a database knows now. */
    public static LostHistory all(Database database) throws SQLException, IOException {
        Set<Long> captures = new HashSet<>();
        database.each("SELECT id FROM capture", row -> captures.add(row.getLong(1)));
        Set<String> events = new HashSet<>();
        database.each("SELECT event_id FROM event", row -> events.add(row.getString(1)));
        return new LostHistory(captures, events);
    }

    /** What is here and not there. */
    public LostHistory without(LostHistory other) {
        Set<Long> lostCaptures = new HashSet<>(captures);
        lostCaptures.removeAll(other.captures);
        Set<String> lostEvents = new HashSet<>(eventIds);
        lostEvents.removeAll(other.eventIds);
        return new LostHistory(lostCaptures, lostEvents);
    }
}
