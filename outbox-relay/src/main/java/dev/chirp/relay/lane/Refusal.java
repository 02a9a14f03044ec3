package dev.chirp.relay.lane;

import dev.chirp.relay.read.EventRow;

/** An event that the broker refused, still open until it stands in {@code held}. */
public record Refusal(EventRow row, Ticket ticket, String reason) {
    HeldKey key() {
        return HeldKey.of(row);
    }
}
