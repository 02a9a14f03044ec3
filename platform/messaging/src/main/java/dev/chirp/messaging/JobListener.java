package dev.chirp.messaging;

/** Does what an event asks for and takes too long for its key to wait; see {@link Jobs}. */
@FunctionalInterface
public interface JobListener {
    /**
     * Does the work; the effect is applied in the transaction that ends the job. Runs on a virtual thread, may be begun
     * again by any instance, and says how far it is.
     *
     * @throws Failure as for an {@link EventListener}
     */
    Effect on(Job job) throws Failure;
}
