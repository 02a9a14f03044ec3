package dev.chirp.fanout.hub;

import dev.chirp.fanout.session.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The subscriptions of one event loop to one channel. Owned by that loop; joining and leaving cost the same in a crowd. */
final class Members {
    private final List<Subscription> subscriptions = new ArrayList<>(1);

    void add(Subscription subscription) {
        subscription.takePlace(subscriptions.size());
        subscriptions.add(subscription);
    }

    /** The last one takes the place of the one that leaves; false when it was not here. */
    boolean remove(Subscription subscription) {
        int place = subscription.place();
        if (place >= subscriptions.size() || !isAt(place, subscription)) {
            return false;
        }
        Subscription last = subscriptions.removeLast();
        if (place < subscriptions.size()) {
            subscriptions.set(place, last);
            last.takePlace(place);
        }
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // The very subscription.
    private boolean isAt(int place, Subscription subscription) {
        return subscriptions.get(place) == subscription;
    }

    int size() {
        return subscriptions.size();
    }

    /** From the last to the first, so that one that leaves meanwhile is replaced by one that has had its turn. */
    void forEach(Consumer<Subscription> action) {
        for (int i = subscriptions.size() - 1; i >= 0; i--) {
            if (i < subscriptions.size()) {
                action.accept(subscriptions.get(i));
            }
        }
    }
}
