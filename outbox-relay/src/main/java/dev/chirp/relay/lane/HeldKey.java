package dev.chirp.relay.lane;

import dev.chirp.relay.read.EventRow;

/** A stream and key whose events are held. */
public record HeldKey(String stream, String key) {
    public static HeldKey of(EventRow row) {
        return new HeldKey(row.key().stream(), row.key().key());
    }
}
