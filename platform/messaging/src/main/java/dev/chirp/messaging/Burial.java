package dev.chirp.messaging;

import dev.chirp.contracts.event.Header;
import dev.chirp.messaging.DeadLetterEvent.Form;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Giving up an event so that it is certain to end: with the listener's effect and the value as it is, else with the
 * value in base64, else without the effect. A held one keeps its position and has no effect.
 *
 * @param heldUpTo the last event that waits behind a held one, or {@link #NOT_HELD}
 */
record Burial(Turn turn, DeadReason reason, @Nullable Received received, EventListener listener, long heldUpTo) {
    static final long NOT_HELD = -1;

    private static final Logger log = LoggerFactory.getLogger(Burial.class);

    private record Way(Form form, boolean withEffect) {}

    private static final List<Way> WAYS =
            List.of(new Way(Form.ORIGINAL, true), new Way(Form.BASE64, true), new Way(Form.BASE64, false));

    boolean holds() {
        return heldUpTo != NOT_HELD;
    }

    /**
     * Writes the dead letter.
     *
     * @return false when the position has moved, or when an unplaced one is written already
     */
    boolean in(Inbox inbox) throws SQLException {
        SQLException refused = null;
        for (Way way : WAYS) {
            try {
                return bury(inbox, way);
            } catch (SQLException | RuntimeException e) {
                if (SqlFailure.isDatabaseAway(e)) {
                    throw e;
                }
                log.atError()
                        .addKeyValue("event_id", turn.message().eventId())
                        .addKeyValue("form", way.form)
                        .addKeyValue("with_effect", way.withEffect)
                        .setCause(e)
                        .log("Dead letter refused");
                refused = new SQLException("Dead letter refused in every form", e);
            }
        }
        throw refused == null ? new SQLException("no way to write a dead letter") : refused;
    }

    private boolean bury(Inbox inbox, Way way) throws SQLException {
        boolean written = holds()
                ? inbox.hold(turn, heldUpTo, reason, way.form)
                : inbox.bury(
                        turn,
                        reason,
                        way.form,
                        way.withEffect ? effect(turn, received, reason, listener) : Effect.none());
        if (written) {
            log.atWarn()
                    .addKeyValue("event_id", turn.message().eventId())
                    .addKeyValue("reason", reason.code())
                    .addKeyValue("retries", reason.retries())
                    .addKeyValue("held", holds())
                    .log("Event dead-lettered");
        }
        return written;
    }

    /** What the listener writes for an event that is given up. */
    static Effect effect(Turn turn, @Nullable Received received, DeadReason reason, EventListener listener) {
        if (received != null) {
            return listener.onDead(received, reason.code(), reason.detail());
        }
        Message message = turn.message();
        return message.placed()
                ? listener.onUnreadable(
                        new EventListener.Unreadable(
                                message.key(),
                                message.header(Header.CE_SUBJECT),
                                message.header(Header.CHIRP_REQUEST_ID),
                                message.header(Header.TRACEPARENT)),
                        reason.code(),
                        reason.detail())
                : Effect.none();
    }
}
