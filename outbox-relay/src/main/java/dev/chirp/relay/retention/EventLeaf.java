package dev.chirp.relay.retention;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** The table of one day of events. */
record EventLeaf(LocalDate day, State state) {
    enum State {
        ATTACHED,
        /** A detach was begun and interrupted: queries no longer see the day, and no other can be detached. */
        DETACHING,
        DETACHED
    }

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'event_'uuuuMMdd");

    static EventLeaf of(String name, State state) {
        return new EventLeaf(LocalDate.parse(name, NAME), state);
    }

    /** Made of nothing but a date, so safe to stand in SQL. */
    String table() {
        return "event_day." + NAME.format(day);
    }
}
