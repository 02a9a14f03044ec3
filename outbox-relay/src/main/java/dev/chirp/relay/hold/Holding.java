package dev.chirp.relay.hold;

import dev.chirp.relay.lane.HeldKey;
import dev.chirp.relay.lane.OwnedLane;
import dev.chirp.relay.lane.Refusal;
import dev.chirp.relay.lane.Ticket;
import dev.chirp.relay.read.EventRow;

/**
 * An event that is to be put aside.
 *
 * @param reason a short, stable code
 */
public record Holding(EventRow row, OwnedLane lane, Ticket ticket, String reason) {
    /** The reason of events that were not tried, because an earlier one of their key is held. */
    public static final String BEHIND_HELD = "behind_held";

    public static Holding refused(OwnedLane lane, Refusal refusal) {
        return new Holding(refusal.row(), lane, refusal.ticket(), refusal.reason());
    }

    public static Holding behind(EventRow row, OwnedLane lane, Ticket ticket) {
        return new Holding(row, lane, ticket, BEHIND_HELD);
    }

    String state() {
        return lane.isReleasing(HeldKey.of(row)) ? "releasing" : "held";
    }
}
