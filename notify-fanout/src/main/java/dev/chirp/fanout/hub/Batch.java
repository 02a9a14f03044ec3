package dev.chirp.fanout.hub;

import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.frame.Frames;
import dev.chirp.fanout.session.Session;
import dev.chirp.fanout.session.SessionMeters;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one pass of the hub hands to the event loops: one task for each, one flush for each socket. */
final class Batch {
    private static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

    private record Delivery(Members to, LiveMessage message) {}

    private final Map<EventLoop, List<Delivery>> deliveries = new HashMap<>();
    private final SessionMeters meters;

    Batch(SessionMeters meters) {
        this.meters = meters;
    }

    void add(Audience audience, LiveMessage message) {
        audience.forEachLoop(part -> deliveries
                .computeIfAbsent(part.getKey(), loop -> new ArrayList<>())
                .add(new Delivery(part.getValue(), message)));
    }

    void hand() {
        deliveries.forEach((loop, some) -> loop.execute(() -> deliver(some)));
    }

    private void deliver(List<Delivery> some) {
        List<Session> written = new ArrayList<>();
        for (Delivery delivery : some) {
            if (delivery.to.size() == 1 || delivery.message.isSkip()) {
                deliver(delivery, Frames.EACH, written);
            } else {
                try (var shared = new Frames.Shared(delivery.message, ALLOCATOR)) {
                    deliver(delivery, shared, written);
                }
            }
        }
        written.forEach(Session::flush);
        some.forEach(delivery -> meters.handed(delivery.message));
    }

    private static void deliver(Delivery delivery, Frames frames, List<Session> written) {
        delivery.to.forEach(subscription -> {
            subscription.onMessage(delivery.message, frames);
            if (subscription.session().promiseFlush()) {
                written.add(subscription.session());
            }
        });
    }
}
