package dev.chirp.messaging;

import dev.chirp.messaging.DeadLetterEvent.Form;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Giving up a message so that it is certain to end: with the listener's effect and the value as it is, else with the
 * value in base64, else without the effect.
 */
record Burial(
        Message message,
        long expectedLast,
        DeadReason reason,
        @Nullable Received received,
        EventListener listener) {
    private static final Logger log = LoggerFactory.getLogger(Burial.class);

    private record Way(Form form, boolean withEffect) {}

    private static final List<Way> WAYS =
            List.of(new Way(Form.ORIGINAL, true), new Way(Form.BASE64, true), new Way(Form.BASE64, false));

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
                        .addKeyValue("event_id", message.eventId())
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
        Effect effect = way.withEffect && received != null
                ? listener.onDead(received, reason.code(), reason.detail())
                : Effect.none();
        boolean written = inbox.bury(message, expectedLast, reason, way.form, effect);
        if (written) {
            log.atWarn()
                    .addKeyValue("event_id", message.eventId())
                    .addKeyValue("reason", reason.code())
                    .addKeyValue("retries", reason.retries())
                    .log("Event dead-lettered");
        }
        return written;
    }
}
