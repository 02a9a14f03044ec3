package dev.chirp.messaging;

import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.messaging.Handled.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one message of a mailbox through listener and transaction; runs on the virtual thread of that turn and never
 * throws. Inside, null means that another instance has moved the position meanwhile: the turn starts over.
 */
final class Handler {
    private static final Logger log = LoggerFactory.getLogger(Handler.class);

    private static final DeadReason NEVER_NUMBERED =
            new DeadReason("never_numbered", "seq is above all that the database has given to this key", "", 0);

    private final Stream stream;
    private final Inbox inbox;
    private final EventListener listener;
    private final List<Duration> retryDelays;

    Handler(Stream stream, Inbox inbox, EventListener listener, List<Duration> retryDelays) {
        this.stream = stream;
        this.inbox = inbox;
        this.listener = listener;
        this.retryDelays = retryDelays;
    }

    /** One turn: the head, or an event before it that the event table had to give. */
    Handled handle(Mailbox mailbox, Message head) {
        while (true) {
            Handled handled = turnOrFailure(mailbox, head);
            if (handled != null) {
                return handled;
            }
            mailbox.lastSeq = Mailbox.UNKNOWN;
        }
    }

    private @Nullable Handled turnOrFailure(Mailbox mailbox, Message head) {
        try {
            return isStale(head) ? new Handled.HeadDone(Outcome.STALE_EPOCH) : turn(mailbox, head);
        } catch (Exception | Error e) {
            return failed(mailbox, head, null, e);
        }
    }

    private @Nullable Handled turn(Mailbox mailbox, Message head) throws SQLException {
        if (mailbox.lastSeq == Mailbox.UNKNOWN && head.placed()) {
            mailbox.lastSeq = inbox.lastSeq(head);
        }
        long last = mailbox.lastSeq;
        mailbox.repaired.removeIf(message -> message.seq() <= last);
        return switch (Step.next(last, head, mailbox.repaired.peek())) {
            case Step.Duplicate() -> new Handled.HeadDone(Outcome.DUPLICATE);
            case Step.Apply(Message message) -> attempt(mailbox, message);
            case Step.Repair(long after) ->
                repair(mailbox, head, after)
                        ? turn(mailbox, head)
                        : giveUp(mailbox, head.unplaced(), null, NEVER_NUMBERED);
        };
    }

    private boolean isStale(Message head) throws SQLException {
        String epoch = head.header(Header.CHIRP_EPOCH);
        return epoch != null && epoch.matches("\\d{1,18}") && Long.parseLong(epoch) < inbox.epoch();
    }

    /**
     * Reads what lies between position and head. What the event table has no more is passed over: it was older than
     * the table's retention.
     *
     * @return false when the head claims a number that the database has not given
     */
    private boolean repair(Mailbox mailbox, Message head, long last) throws SQLException {
        List<Message> found = inbox.missing(head, last);
        if (found.isEmpty() && !inbox.hasNumbered(head)) {
            return false;
        }
        mailbox.repaired.clear();
        mailbox.repaired.addAll(found.isEmpty() ? List.of(head) : found);
        long next = mailbox.repaired.element().seq();
        if (next > last + 1) {
            log.atError()
                    .addKeyValue("stream", head.stream())
                    .addKeyValue("key", head.key())
                    .addKeyValue("position", last)
                    .addKeyValue("next_seq", next)
                    .log("Events passed over that the event table has no more");
        }
        return true;
    }

    private @Nullable Handled attempt(Mailbox mailbox, Message message) {
        return switch (Decoded.of(message, stream)) {
            case Decoded.Event(Received received) -> attempt(mailbox, message, received);
            case Decoded.Poison(String reason, String detail) ->
                giveUp(mailbox, message, null, new DeadReason(reason, detail, "", 0));
        };
    }

    private @Nullable Handled attempt(Mailbox mailbox, Message message, Received received) {
        try {
            Effect effect = listener.on(received);
            return inbox.apply(message, mailbox.lastSeq, effect) ? advanced(mailbox, message, Outcome.APPLIED) : null;
        } catch (Failure.DependencyDown e) {
            return new Handled.Away(e.dependency(), e);
        } catch (Failure.Hopeless e) {
            return giveUp(mailbox, message, received, DeadReason.of(e, 0));
        } catch (Exception | Error e) {
            return failed(mailbox, message, received, e);
        }
    }

    private @Nullable Handled failed(Mailbox mailbox, Message message, @Nullable Received received, Throwable error) {
        if (!(error instanceof Failure) && SqlFailure.isDatabaseAway(error)) {
            return new Handled.Away("database", error);
        }
        int attempts = mailbox.failedAttempts(message);
        log.atWarn()
                .addKeyValue("event_id", message.eventId())
                .addKeyValue("request_id", message.header(Header.CHIRP_REQUEST_ID))
                .addKeyValue("attempt", attempts)
                .setCause(error)
                .log("Event failed");
        return attempts <= retryDelays.size()
                ? new Handled.Retry(retryDelays.get(attempts - 1))
                : giveUp(mailbox, message, received, DeadReason.of(error, retryDelays.size()));
    }

    private @Nullable Handled giveUp(Mailbox mailbox, Message message, @Nullable Received received, DeadReason reason) {
        try {
            boolean written = new Burial(message, mailbox.lastSeq, reason, received, listener).in(inbox);
            return written || !message.placed() ? advanced(mailbox, message, Outcome.DEAD) : null;
        } catch (SQLException | RuntimeException e) {
            if (SqlFailure.isDatabaseAway(e)) {
                return new Handled.Away("database", e);
            }
            log.atError()
                    .addKeyValue("event_id", message.eventId())
                    .addKeyValue("reason", reason.code())
                    .setCause(e)
                    .log("Dead letter not written; its key stays stopped");
            return new Handled.Retry(Handled.Retry.STUCK);
        }
    }

    private static Handled advanced(Mailbox mailbox, Message message, Outcome outcome) {
        if (message.placed()) {
            mailbox.lastSeq = message.seq();
        }
        return message.fromTable() ? new Handled.Advanced(outcome) : new Handled.HeadDone(outcome);
    }
}
