package dev.chirp.messaging;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key off the path of its mailbox: its next event failed, or later events wait to be read from the event table.
 *
 * @param seq the event whose turn it is
 * @param knownSeq the last event of the key that is known to wait, {@code seq} itself when none does
 * @param attempts at {@code seq} that have failed
 * @param message the failed event, edited by on-call perhaps; null when it is to be read from the event table
 * @param dlqId the dead letter of a key that was, or is, held
 */
record Parked(
        String stream,
        String key,
        long seq,
        long knownSeq,
        State state,
        int attempts,
        String reason,
        @Nullable Message message,
        @Nullable UUID dlqId) {
    /** The reason of a key that was held for too long, or before too many events. */
    static final String HOLD_EXPIRED = "hold_expired";

    enum State {
        RETRYING,
        /** Nothing of the key is handled until on-call decides, or the hold expires. */
        HELD,
        /** Given up by on-call, or by the hold's limit: the key goes on with the next event. */
        SKIPPING
    }

    /** Whether the event is on its way because on-call replays it in its place. */
    boolean isReplayed() {
        return state == State.RETRYING && dlqId != null;
    }
}
