package dev.chirp.messaging;

import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.messaging.Handled.Outcome;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one message of a mailbox through listener and transaction; runs on the virtual thread of that turn and never
 * throws. Inside, null means that another instance has changed the key meanwhile: the turn starts over.
 */
final class Handler {
    private static final Logger log = LoggerFactory.getLogger(Handler.class);

    private static final DeadReason NEVER_NUMBERED =
            new DeadReason("never_numbered", "seq is above all that the database has given to this key", "", 0);

    private final Stream stream;
    private final Inbox inbox;
    private final EventListener listener;
    private final FailurePolicy policy;
    private final ParkedHandler parkedHandler;

    Handler(Stream stream, Inbox inbox, EventListener listener, FailurePolicy policy) {
        this.stream = stream;
        this.inbox = inbox;
        this.listener = listener;
        this.policy = policy;
        this.parkedHandler = new ParkedHandler(stream, inbox, listener, policy);
    }

    /** One turn: the head, or an event before it that the event table had to give, or the next one of a parked key. */
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
            if (mailbox.isOfParkedKey()) {
                return parkedHandler.turn(head);
            }
            return isStale(head) ? new Handled.HeadDone(Outcome.STALE_EPOCH) : turn(mailbox, head);
        } catch (Exception | Error e) {
            return failed(head, e);
        }
    }

    /** Not the listener: what the runtime itself needs of the database. */
    private static Handled failed(Message head, Throwable error) {
        if (SqlFailure.isDatabaseAway(error)) {
            return new Handled.Away("database", error);
        }
        log.atError()
                .addKeyValue("stream", head.stream())
                .addKeyValue("key", head.key())
                .addKeyValue("event_id", head.eventId())
                .setCause(error)
                .log("Key not handled; it stays where it is");
        return new Handled.Stuck(Handled.Stuck.PAUSE);
    }

    private @Nullable Handled turn(Mailbox mailbox, Message head) throws SQLException {
        if (mailbox.lastSeq == Mailbox.UNKNOWN && head.placed()) {
            Inbox.Place place = inbox.place(head);
            mailbox.lastSeq = place.last();
            if (place.parked() && head.seq() > place.last()) {
                return inbox.follow(head) ? new Handled.HeadDone(Outcome.WAITING) : null;
            }
        }
        long last = mailbox.lastSeq;
        mailbox.repaired.removeIf(message -> message.seq() <= last);
        return switch (Step.next(last, head, mailbox.repaired.peek())) {
            case Step.Duplicate() -> new Handled.HeadDone(Outcome.DUPLICATE);
            case Step.Apply(Message message) -> attempt(mailbox, head, message);
            case Step.Repair(long after) -> missing(mailbox, head, after);
        };
    }

    private boolean isStale(Message head) throws SQLException {
        String epoch = head.header(Header.CHIRP_EPOCH);
        return epoch != null && epoch.matches("\\d{1,18}") && Long.parseLong(epoch) < inbox.epoch();
    }

    /** Events before the head have not come: they wait for a parked one, or are read from the event table. */
    private @Nullable Handled missing(Mailbox mailbox, Message head, long last) throws SQLException {
        if (inbox.follow(head)) {
            return new Handled.HeadDone(Outcome.WAITING);
        }
        return repair(mailbox, head, last)
                ? turn(mailbox, head)
                : giveUp(mailbox, head, head.unplaced(), null, NEVER_NUMBERED);
    }

    /**
     * Reads what lies between position and head. What the event table has no more is passed over: it was older than
     * the table's retention.
     *
     * @return false when the head claims a number that the database has not given
     */
    private boolean repair(Mailbox mailbox, Message head, long last) throws SQLException {
        List<Message> found = inbox.missing(head.stream(), head.key(), last, head.seq());
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

    private @Nullable Handled attempt(Mailbox mailbox, Message head, Message message) throws SQLException {
        Turn turn = Turn.of(message, mailbox.lastSeq);
        return switch (Attempt.at(turn, stream, listener, inbox)) {
            case Attempt.Applied() -> advanced(mailbox, message, Outcome.APPLIED);
            case Attempt.Overtaken() -> null;
            case Attempt.Away(String dependency, Throwable cause) -> new Handled.Away(dependency, cause);
            case Attempt.Failed failed ->
                policy.retryDelays().isEmpty()
                        ? giveUp(mailbox, head, message, failed.received(), failed.reason(0))
                        : park(turn, head, failed.reason(0));
            case Attempt.Hopeless(Received received, DeadReason reason) ->
                received == null && message.placed() && !message.fromTable()
                        ? unreadable(mailbox, head, reason)
                        : giveUp(mailbox, head, message, received, reason);
        };
    }

    private @Nullable Handled park(Turn turn, Message head, DeadReason reason) throws SQLException {
        return inbox.park(turn, head.seq(), reason, policy.retryDelays().getFirst())
                ? new Handled.HeadDone(Outcome.PARKED)
                : null;
    }

    /**
     * The bytes in Kafka cannot be read. When the event table has something better under their number they are no
     * event of this stream, whoever sent them: they are given up without a place, and the event has its turn.
     */
    private @Nullable Handled unreadable(Mailbox mailbox, Message head, DeadReason reason) throws SQLException {
        List<Message> written = inbox.missing(head.stream(), head.key(), head.seq() - 1, head.seq());
        if (written.isEmpty() || Decoded.of(written.getFirst(), stream) instanceof Decoded.Poison) {
            return giveUp(mailbox, head, head, null, reason);
        }
        Handled buried = giveUp(mailbox, head, head.unplaced(), null, reason);
        return buried instanceof Handled.HeadDone ? attempt(mailbox, head, written.getFirst()) : buried;
    }

    private @Nullable Handled giveUp(
            Mailbox mailbox, Message head, Message message, @Nullable Received received, DeadReason reason)
            throws SQLException {
        boolean held = policy.holds() && message.placed();
        Burial burial = new Burial(
                Turn.of(message, mailbox.lastSeq), reason, received, listener, held ? head.seq() : Burial.NOT_HELD);
        if (!burial.in(inbox) && message.placed()) {
            return null;
        }
        return held ? new Handled.HeadDone(Outcome.DEAD) : advanced(mailbox, message, Outcome.DEAD);
    }

    private static Handled advanced(Mailbox mailbox, Message message, Outcome outcome) {
        if (message.placed()) {
            mailbox.lastSeq = message.seq();
        }
        return message.fromTable() ? new Handled.Advanced(outcome) : new Handled.HeadDone(outcome);
    }
}
