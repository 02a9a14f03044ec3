package dev.chirp.relay.lane;

import dev.chirp.contracts.event.Lane;
import java.util.Collection;
import java.util.UUID;

/** How many of the {@value Lane#COUNT} lanes an instance should own; the shares of all live instances add up. */
final class Balance {
    private Balance() {}

    static int share(Collection<UUID> live, UUID self) {
        if (!live.contains(self)) {
            throw new IllegalArgumentException("live: " + live + " (expected: contains " + self + ")");
        }
        long before = live.stream().filter(other -> other.compareTo(self) < 0).count();
        int remainder = Lane.COUNT % live.size();
        return Lane.COUNT / live.size() + (before < remainder ? 1 : 0);
    }
}
