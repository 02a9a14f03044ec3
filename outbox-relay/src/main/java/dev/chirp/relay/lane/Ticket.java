package dev.chirp.relay.lane;

/** An event on its way; given back to its lane exactly once. */
public final class Ticket {
    private final Ledger.Batch batch;
    private final int bytes;

    Ticket(Ledger.Batch batch, int bytes) {
        this.batch = batch;
        this.bytes = bytes;
    }

    Ledger.Batch batch() {
        return batch;
    }

    int bytes() {
        return bytes;
    }
}
