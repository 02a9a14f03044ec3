package dev.chirp.relay.lane;

import dev.chirp.relay.read.Cursor;

/** What an owned lane is doing. */
sealed interface LaneState {
    /** Reading on from its cursor. */
    record Reading(Cursor cursor) implements LaneState {}

    /** An event could not be published: nothing more is handed over until all is answered and the pause is over. */
    record Rewinding(long notBeforeNanos) implements LaneState {}

    /** Going to another instance: nothing more is handed over. */
    record HandingOver() implements LaneState {}

    /** Belongs to somebody else. */
    record Lost() implements LaneState {}
}
