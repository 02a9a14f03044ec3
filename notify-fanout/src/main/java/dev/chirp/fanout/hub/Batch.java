package dev.chirp.fanout.hub;

import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.session.Session;
import dev.chirp.fanout.session.Subscription;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one pass of the hub hands to the event loops: one task for each, one flush for each socket. */
final class Batch {
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Delivery(Subscription[] to, LiveMessage message) {}

    private final Map<EventLoop, List<Delivery>> deliveries = new HashMap<>();

    void add(Audience audience, LiveMessage message) {
        audience.members()
                .forEach((loop, members) ->
                        deliveries.computeIfAbsent(loop, l -> new ArrayList<>()).add(new Delivery(members, message)));
    }

    void hand() {
        deliveries.forEach((loop, some) -> loop.execute(() -> deliver(some)));
    }

    private static void deliver(List<Delivery> deliveries) {
        Set<Session> written = new LinkedHashSet<>();
        for (Delivery delivery : deliveries) {
            for (Subscription subscription : delivery.to) {
                subscription.onMessage(delivery.message);
                written.add(subscription.session());
            }
        }
        written.forEach(Session::flush);
    }
}
