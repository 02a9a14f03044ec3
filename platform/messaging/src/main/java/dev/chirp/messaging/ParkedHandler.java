package dev.chirp.messaging;

import dev.chirp.contracts.event.Stream;
import dev.chirp.messaging.Handled.Outcome;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn of a parked key: a further attempt at its failed event, or the next of the events that waited behind it.
 * Everything is read anew each turn, so that nothing depends on who worked on the key before.
 */
final class ParkedHandler {
    private static final Logger log = LoggerFactory.getLogger(ParkedHandler.class);

    private final Stream stream;
    private final Inbox inbox;
    private final EventListener listener;
    private final FailurePolicy policy;

    ParkedHandler(Stream stream, Inbox inbox, EventListener listener, FailurePolicy policy) {
        this.stream = stream;
        this.inbox = inbox;
        this.listener = listener;
        this.policy = policy;
    }

    /**
     * Takes the next event of a key.
     *
     * @param claimed says which key, no more
     * @return null when another instance has changed the key meanwhile
     */
    @Nullable
    Handled turn(Message claimed) throws SQLException {
        Parked parked = inbox.parked(claimed.stream(), claimed.key());
        if (parked == null) {
            return new Handled.CaughtUp();
        }
        if (parked.state() == Parked.State.HELD) {
            return new Handled.HeadDone(Outcome.WAITING);
        }
        long last = inbox.place(claimed).last();
        if (last >= parked.seq()) {
            inbox.pass(parked, last);
            return null;
        }
        Message message = next(parked, last);
        if (message == null) {
            log.atError()
                    .addKeyValue("stream", parked.stream())
                    .addKeyValue("key", parked.key())
                    .addKeyValue("position", last)
                    .addKeyValue("known_seq", parked.knownSeq())
                    .log("Waiting events passed over that the event table has no more");
            inbox.pass(parked, parked.knownSeq());
            return null;
        }
        Turn turn = new Turn(message, last, parked);
        return parked.state() == Parked.State.SKIPPING ? skip(turn, parked) : attempt(turn, parked);
    }

    private @Nullable Message next(Parked parked, long last) throws SQLException {
        if (parked.message() != null && parked.seq() == last + 1) {
            return parked.message();
        }
        var found = inbox.missing(parked.stream(), parked.key(), last, parked.knownSeq());
        return found.isEmpty() ? parked.message() : found.getFirst();
    }

    private @Nullable Handled attempt(Turn turn, Parked parked) throws SQLException {
        return switch (Attempt.at(turn, stream, listener, inbox)) {
            case Attempt.Applied() -> new Handled.Advanced(Outcome.APPLIED);
            case Attempt.Overtaken() -> null;
            case Attempt.Away(String dependency, Throwable cause) -> new Handled.Away(dependency, cause);
            case Attempt.Failed failed -> failed(turn, parked, failed);
            case Attempt.Hopeless(Received received, DeadReason reason) -> giveUp(turn, parked, received, reason);
        };
    }

    private @Nullable Handled failed(Turn turn, Parked parked, Attempt.Failed failed) throws SQLException {
        int attempts = parked.attempts() + 1;
        if (attempts > policy.retryDelays().size()) {
            return giveUp(turn, parked, failed.received(), failed.reason(attempts - 1));
        }
        boolean counted = inbox.retryLater(
                turn, attempts, failed.reason(0), policy.retryDelays().get(attempts - 1));
        return counted ? new Handled.HeadDone(Outcome.FAILED_AGAIN) : null;
    }

    private @Nullable Handled giveUp(Turn turn, Parked parked, @Nullable Received received, DeadReason reason)
            throws SQLException {
        Burial burial =
                new Burial(turn, reason, received, listener, policy.holds() ? parked.knownSeq() : Burial.NOT_HELD);
        if (!burial.in(inbox)) {
            return null;
        }
        return burial.holds() ? new Handled.HeadDone(Outcome.DEAD) : new Handled.Advanced(Outcome.DEAD);
    }

    /** The dead letter is there already; what it stood for is given up now. */
    private @Nullable Handled skip(Turn turn, Parked parked) throws SQLException {
        if (parked.reason().equals(Parked.HOLD_EXPIRED)) {
            log.atError()
                    .addKeyValue("event_id", turn.message().eventId())
                    .addKeyValue("stream", parked.stream())
                    .addKeyValue("key", parked.key())
                    .addKeyValue("waiting", parked.knownSeq() - parked.seq())
                    .log("Held event skipped: it was held too long, or before too many others");
        }
        Received received = Decoded.of(turn.message(), stream) instanceof Decoded.Event(Received event) ? event : null;
        DeadReason reason = new DeadReason(parked.reason(), "", "", parked.attempts());
        return inbox.apply(turn, Burial.effect(turn, received, reason, listener))
                ? new Handled.Advanced(Outcome.DEAD)
                : null;
    }
}
