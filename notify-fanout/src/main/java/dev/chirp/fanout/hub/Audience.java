package dev.chirp.fanout.hub;

import dev.chirp.fanout.session.Subscription;
import io.netty.channel.EventLoop;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The subscriptions to one channel on this instance, by event loop; changed under the hub's map, read by any thread. */
final class Audience {
    private static final Subscription[] NOBODY = {};

    private final CompletableFuture<Void> confirmed;
    private volatile Map<EventLoop, Subscription[]> members = Map.of();
    private volatile long emptySince;

    /** An audience that listens once {@code confirmed} completes. */
    Audience(CompletableFuture<Void> confirmed) {
        this.confirmed = confirmed;
    }

    CompletableFuture<Void> confirmed() {
        return confirmed;
    }

    void add(Subscription subscription) {
        Subscription[] before = members.getOrDefault(subscription.eventLoop(), NOBODY);
        Subscription[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = subscription;
        replace(subscription.eventLoop(), after);
    }

    void remove(Subscription subscription, long now) {
        Subscription[] before = members.getOrDefault(subscription.eventLoop(), NOBODY);
        replace(
                subscription.eventLoop(),
                Arrays.stream(before).filter(other -> other != subscription).toArray(Subscription[]::new));
        emptySince = now;
    }

    private void replace(EventLoop loop, Subscription[] subscriptions) {
        Map<EventLoop, Subscription[]> changed = new HashMap<>(members);
        if (subscriptions.length == 0) {
            changed.remove(loop);
        } else {
            changed.put(loop, subscriptions);
        }
        members = Map.copyOf(changed);
    }

    /** Arrays are never written to. */
    Map<EventLoop, Subscription[]> members() {
        return members;
    }

    boolean isEmptyFor(long nanos, long now) {
        return members.isEmpty() && now - emptySince > nanos;
    }
}
