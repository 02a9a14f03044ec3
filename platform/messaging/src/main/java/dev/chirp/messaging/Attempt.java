package dev.chirp.messaging;

import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Stream;
import dev.chirp.telemetry.trace.Operation;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the attempt to handle one event ended. */
sealed interface Attempt {
    record Applied() implements Attempt {}

    /** Another instance has moved the position meanwhile: the turn starts over. */
    record Overtaken() implements Attempt {}

    record Away(String dependency, Throwable cause) implements Attempt {}

    /** It may succeed later. */
    record Failed(Received received, Throwable error) implements Attempt {
        DeadReason reason(int retries) {
            return DeadReason.of(error, retries);
        }
    }

    /** It never will; {@code received} is null when it cannot even be read. */
    record Hopeless(@Nullable Received received, DeadReason reason) implements Attempt {}

    /** Takes an event through listener and transaction; never throws. */
    static Attempt at(Turn turn, Stream stream, EventListener listener, Inbox inbox) {
        return switch (Decoded.of(turn.message(), stream)) {
            case Decoded.Event(Received received) -> traced(turn, received, stream, listener, inbox);
            case Decoded.Poison(String reason, String detail) ->
                new Hopeless(null, new DeadReason(reason, detail, "", 0));
        };
    }

    private static Attempt traced(Turn turn, Received received, Stream stream, EventListener listener, Inbox inbox) {
        Operation operation = Operation.process(stream.topic(), received.traceparent());
        try (Scope _ = operation.onThisThread()) {
            Attempt attempt = at(turn, received.during(operation), listener, inbox);
            switch (attempt) {
                case Away(String dependency, Throwable cause) -> operation.failed(cause);
                case Failed(Received same, Throwable error) -> operation.failed(error);
                case Hopeless(Received same, DeadReason reason) -> operation.failed(reason.code());
                case Applied applied -> {}
                case Overtaken overtaken -> {}
            }
            return attempt;
        } finally {
            operation.end();
        }
    }

    private static Attempt at(Turn turn, Received received, EventListener listener, Inbox inbox) {
        try {
            return inbox.apply(turn, listener.on(received)) ? new Applied() : new Overtaken();
        } catch (Failure.DependencyDown e) {
            return new Away(e.dependency(), e);
        } catch (Failure.Hopeless e) {
            return new Hopeless(received, DeadReason.of(e, 0));
        } catch (Exception | Error e) {
            return !(e instanceof Failure) && SqlFailure.isDatabaseAway(e)
                    ? new Away("database", e)
                    : failed(turn, received, e);
        }
    }

    private static Failed failed(Turn turn, Received received, Throwable error) {
        Logger log = LoggerFactory.getLogger(Attempt.class);
        log.atWarn()
                .addKeyValue("event_id", received.eventId())
                .addKeyValue("request_id", turn.message().header(Header.CHIRP_REQUEST_ID))
                .addKeyValue(
                        "attempt", turn.parked() == null ? 1 : turn.parked().attempts() + 1)
                .setCause(error)
                .log("Event failed");
        return new Failed(received, error);
    }
}
