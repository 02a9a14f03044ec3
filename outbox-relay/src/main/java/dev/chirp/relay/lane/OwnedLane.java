package dev.chirp.relay.lane;

import dev.chirp.relay.position.Snapshot;
import dev.chirp.relay.read.Cursor;
import dev.chirp.relay.read.EventRow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lane while this instance owns it. Read by the publishing thread, settled by the Kafka producer's thread, given away
 * by the lease thread; its monitor guards it and is never held over a call to a server.
 */
public final class OwnedLane {
    private final int number;
    private final long epoch;
    private final long maxBytesInFlight;
    private final Ledger ledger;
    private final HeldKeys heldKeys;
    private final Deque<Refusal> refusals = new ArrayDeque<>();
    private LaneState state;
    /** A page is being handed over and nothing of it was left out so far. */
    private boolean inPage;

    private int inFlight;
    private long bytesInFlight;
    private Snapshot persisted;
    private boolean carriedEvents;

    /** A lane just acquired, with the position that its last owner persisted. */
    public OwnedLane(int number, long epoch, Snapshot position, Set<HeldKey> heldKeys, long maxBytesInFlight) {
        this.number = number;
        this.epoch = epoch;
        this.maxBytesInFlight = maxBytesInFlight;
        this.ledger = new Ledger(position);
        this.heldKeys = new HeldKeys(heldKeys);
        this.state = new LaneState.Reading(new Cursor.At(position));
        this.persisted = position;
    }

    public int number() {
        return number;
    }

    /** The fencing number of this ownership. */
    public long epoch() {
        return epoch;
    }

    /** Where to read on, unless the lane is not reading or has too many bytes in flight. */
    public synchronized Optional<Cursor> readable() {
        return state instanceof LaneState.Reading reading && bytesInFlight < maxBytesInFlight
                ? Optional.of(reading.cursor())
                : Optional.empty();
    }

    /**
     * A page that was read for this lane is about to be handed over, until {@link #advance}. A lane that is to be handed
     * over meanwhile finishes the page first: its position would stay before events that are published.
     */
    public synchronized void beginPage() {
        inPage = state instanceof LaneState.Reading;
    }

    /** Counts an event as handed over; null when the lane takes none now, and the event must not be published. */
    public synchronized @Nullable Ticket open(int bytes) {
        boolean finishing = inPage && state instanceof LaneState.HandingOver;
        if (!(state instanceof LaneState.Reading) && !finishing) {
            return null;
        }
        inFlight++;
        bytesInFlight += bytes;
        return new Ticket(ledger.open(), bytes);
    }

    /** The page is handed over: reading goes on from here, unless something of it was left out. */
    public synchronized void advance(Cursor next) {
        if (!inPage) {
            return;
        }
        inPage = false;
        if (state instanceof LaneState.Reading) {
            state = new LaneState.Reading(next);
        }
        if (next instanceof Cursor.At(Snapshot after)) {
            ledger.reached(after);
        }
    }

    /**
     * The broker has the event, or it is held.
     *
     * @return whether somebody may be waiting for this: the lane is readable again, or idle and on its way elsewhere
     */
    public synchronized boolean settle(Ticket ticket) {
        boolean wasFull = bytesInFlight >= maxBytesInFlight;
        ledger.settle(ticket.batch());
        carriedEvents = true;
        return answered(ticket) || (wasFull && bytesInFlight < maxBytesInFlight);
    }

    /** The event was not published and can be tried again: goes back to the position after a pause. */
    public synchronized boolean retry(Ticket ticket, long nowNanos, Duration pause) {
        if (state instanceof LaneState.Reading || state instanceof LaneState.Rewinding) {
            state = new LaneState.Rewinding(nowNanos + pause.toNanos());
        }
        inPage = false;
        return answered(ticket);
    }

    /** The broker will never take this event: it and the later ones of its key are to be held. */
    public synchronized void refuse(Refusal refusal) {
        heldKeys.add(refusal.key());
        refusals.add(refusal);
    }

    /** Takes the refusals that are not in the table yet; each is settled once it is. */
    public synchronized List<Refusal> takeRefusals() {
        List<Refusal> taken = new ArrayList<>(refusals);
        refusals.clear();
        return taken;
    }

    /** Whether this event goes aside because earlier ones of its key did. */
    public synchronized boolean holds(EventRow row) {
        return !heldKeys.isEmpty() && heldKeys.contains(HeldKey.of(row));
    }

    public synchronized Set<HeldKey> heldKeys() {
        return heldKeys.all();
    }

    public synchronized int heldKeyCount() {
        return heldKeys.count();
    }

    /** On-call has released this key; its events go aside all the same until none is left there. */
    public synchronized void release(HeldKey key) {
        heldKeys.release(key);
    }

    /** The release of this key has ended at an event that the broker refused again. */
    public synchronized void holdAgain(HeldKey key) {
        heldKeys.holdAgain(key);
    }

    public synchronized boolean isReleasing(HeldKey key) {
        return heldKeys.isReleasing(key);
    }

    /** No event of this key is left in {@code held}: the next ones are published, unless one was refused meanwhile. */
    public synchronized void letGo(HeldKey key) {
        if (refusals.stream().noneMatch(refusal -> refusal.key().equals(key))) {
            heldKeys.remove(key);
        }
    }

    /** Begins again from the position, if that is what the lane waits for and everything is answered. */
    public synchronized void resumeIfRewound(long nowNanos) {
        if (state instanceof LaneState.Rewinding(long notBefore) && inFlight == 0 && nowNanos - notBefore >= 0) {
            ledger.rewind();
            state = new LaneState.Reading(new Cursor.At(ledger.settled()));
        }
    }

    /** Stops reading, so that the lane can be released when it is drained. */
    synchronized void handOver() {
        if (!(state instanceof LaneState.Lost)) {
            state = new LaneState.HandingOver();
        }
    }

    synchronized boolean isHandingOver() {
        return state instanceof LaneState.HandingOver;
    }

    synchronized boolean isDrained() {
        return inFlight == 0 && !inPage;
    }

    /** Somebody else owns the lane: what is not yet with the producer is dropped. */
    synchronized void lose() {
        state = new LaneState.Lost();
        inPage = false;
    }

    public synchronized boolean isPaused() {
        return state instanceof LaneState.Rewinding;
    }

    /** Everything that this snapshot sees is published or held. */
    public synchronized Snapshot settled() {
        return ledger.settled();
    }

    /** The position, if it is worth persisting: it moved over events, or {@code evenIdle} and it moved. */
    synchronized Optional<Snapshot> unpersisted(boolean evenIdle) {
        return (carriedEvents || evenIdle) && !ledger.settled().equals(persisted)
                ? Optional.of(ledger.settled())
                : Optional.empty();
    }

    synchronized void persisted(Snapshot position) {
        persisted = position;
        carriedEvents = !ledger.settled().equals(position) && carriedEvents;
    }

    private boolean answered(Ticket ticket) {
        inFlight--;
        bytesInFlight -= ticket.bytes();
        return inFlight == 0 && !(state instanceof LaneState.Reading);
    }
}
