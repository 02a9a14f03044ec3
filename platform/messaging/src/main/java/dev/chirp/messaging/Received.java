package dev.chirp.messaging;

import dev.chirp.contracts.event.DomainEvent;
import dev.chirp.contracts.event.EventDraft;
import dev.chirp.contracts.event.EventType;
import dev.chirp.telemetry.trace.Operation;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as its listener gets it.
 *
 * @param seq the gapless number of this event within its stream and key
 * @param requestId the request that began the chain, or null
 * @param replayed on-call has it handled again: it was given up, and later events of its key have been applied since
 */
public record Received(
        EventType type,
        DomainEvent event,
        UUID eventId,
        String stream,
        String key,
        long seq,
        @Nullable String requestId,
        @Nullable String traceparent,
        boolean replayed) {

    /** The same as part of this operation: what follows from it belongs to that. */
    Received during(Operation operation) {
        return new Received(type, event, eventId, stream, key, seq, requestId, operation.traceparent(), replayed);
    }

    /** The origin of an event that follows from this one: same request, same trace. */
    public EventDraft.Origin origin(String service, String subject) {
        return new EventDraft.Origin(service, subject, requestId, traceparent);
    }
}
