package dev.chirp.messaging;

import org.jspecify.annotations.Nullable;

/** Handles the events of one stream; called on a virtual thread, in order per key, one at a time per key. */
public interface EventListener {
    /**
     * Does the slow work outside any transaction and returns what is to be written.
     *
     * @return applied in the transaction that advances the position of this event
     */
    Effect on(Received event) throws Failure;

    /**
     * What is written beside the dead letter, in its transaction, when the event is given up. The position advances:
     * later events of the key go on.
     *
     * @param reason a short, stable code
     */
    Effect onDead(Received event, String reason, String detail);

    /** As {@link #onDead}, for an event that this version cannot read. */
    default Effect onUnreadable(Unreadable event, String reason, String detail) {
        return Effect.none();
    }

    /**
     * What handling an event would do, for a dry run: as {@link #on}, but nothing may be written outside the effect,
     * which is rolled back. The default suits a listener whose slow work only reads.
     */
    default Effect simulate(Received event) throws Failure {
        return on(event);
    }

    /** What is known of an event whose payload or type this version cannot read. */
    record Unreadable(
            String key,
            @Nullable String subject,
            @Nullable String requestId,
            @Nullable String traceparent) {}
}
