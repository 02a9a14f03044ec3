package dev.chirp.messaging;

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
}
