package dev.chirp.relay.lane;

import java.util.HashSet;
import java.util.Set;

/** The keys of a lane whose events go to {@code held}. Not thread-safe; its lane guards it. */
final class HeldKeys {
    private final Set<HeldKey> held;
    private final Set<HeldKey> releasing = new HashSet<>();

    HeldKeys(Set<HeldKey> held) {
        this.held = new HashSet<>(held);
    }

    boolean contains(HeldKey key) {
        return held.contains(key);
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    int count() {
        return held.size();
    }

    Set<HeldKey> all() {
        return Set.copyOf(held);
    }

    void add(HeldKey key) {
        held.add(key);
    }

    /** What is still to be put aside of a key that is being released is released with it. */
    void release(HeldKey key) {
        held.add(key);
        releasing.add(key);
    }

    void holdAgain(HeldKey key) {
        releasing.remove(key);
    }

    boolean isReleasing(HeldKey key) {
        return releasing.contains(key);
    }

    void remove(HeldKey key) {
        held.remove(key);
        releasing.remove(key);
    }
}
