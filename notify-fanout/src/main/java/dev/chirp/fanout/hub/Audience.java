package dev.chirp.fanout.hub;

import dev.chirp.fanout.session.Subscription;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The subscriptions to one channel on this instance. Each event loop has its own list, which it alone reads and writes;
 * how many there are in all is known to everybody.
 */
final class Audience {
    private final CompletableFuture<Void> confirmed;
    private final Map<EventLoop, Members> byLoop = new ConcurrentHashMap<>();
    private int size;
    private long emptySince;

    /** An audience that listens once {@code confirmed} completes. */
    Audience(CompletableFuture<Void> confirmed) {
        this.confirmed = confirmed;
    }

    CompletableFuture<Void> confirmed() {
        return confirmed;
    }

    /** On the subscription's event loop. */
    synchronized void add(Subscription subscription) {
        byLoop.computeIfAbsent(subscription.eventLoop(), loop -> new Members()).add(subscription);
        size++;
    }

    /** On the subscription's event loop. */
    synchronized void remove(Subscription subscription, long now) {
        Members members = byLoop.get(subscription.eventLoop());
        if (members != null && members.remove(subscription)) {
            if (members.size() == 0) {
                byLoop.remove(subscription.eventLoop());
            }
            size--;
            emptySince = now;
        }
    }

    /** Hands the event loops, and their part, to an action; the part is to be touched on its loop alone. */
    void forEachLoop(Consumer<Map.Entry<EventLoop, Members>> action) {
        byLoop.entrySet().forEach(action);
    }

    synchronized boolean isEmptyFor(long nanos, long now) {
        return size == 0 && now - emptySince > nanos;
    }
}
