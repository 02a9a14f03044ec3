package dev.chirp.messaging;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Long work that this instance has a lease for. Safe for any thread. */
public final class Job {
    /** The job is no longer this instance's, or the instance stops: whoever takes it next goes on from its checkpoint. */
    public static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1;

        Abandoned(String why) {
            super(why, null, false, false);
        }
    }

    /** How far it is: what the next attempt need not do again. */
    static final class State {
        final int percent;
        final byte @Nullable [] checkpoint;

        State(int percent, byte @Nullable [] checkpoint) {
            this.percent = percent;
            this.checkpoint = checkpoint;
        }
    }

    private final UUID id;
    private final UUID lease;
    private final Received received;
    private final Message message;
    private final int attempts;
    private volatile State state;
    private volatile @Nullable String abandoned;

    Job(UUID id, UUID lease, Received received, Message message, int attempts, State state) {
        this.id = id;
        this.lease = lease;
        this.received = received;
        this.message = message;
        this.attempts = attempts;
        this.state = state;
    }

    /** The event that asked for it. */
    public Received received() {
        return received;
    }

    /** What {@link #reached} was told last, by whichever instance; null at the beginning. */
    public byte @Nullable [] checkpoint() {
        return state.checkpoint;
    }

    /**
     * Says how far the work is; it is stored with the next renewal of the lease.
     *
     * @param percent 0 to 100
     * @throws Abandoned when the work is to be left
     */
    public void reached(int percent, byte[] checkpoint) {
        goOn();
        state = new State(percent, checkpoint);
    }

    /** Throws {@link Abandoned} when the work is to be left. */
    public void goOn() {
        String why = abandoned;
        if (why != null) {
            throw new Abandoned(why);
        }
    }

    void abandon(String why) {
        abandoned = why;
    }

    boolean isAbandoned() {
        return abandoned != null;
    }

    UUID id() {
        return id;
    }

    UUID lease() {
        return lease;
    }

    Message message() {
        return message;
    }

    /** Those that have failed. */
    int attempts() {
        return attempts;
    }

    State state() {
        return state;
    }
}
