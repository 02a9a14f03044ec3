package dev.chirp.fanout.socket;

import dev.chirp.fanout.session.Session;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** The open sockets, by event loop; one task per loop looks at all of its sessions, so that none needs a timer. */
final class Sweeps implements AutoCloseable {
    private static final long EVERY_MILLIS = 250;

    private record Sweep(Set<Session> sessions, ScheduledFuture<?> task) {}

    private final Map<EventLoop, Sweep> sweeps = new ConcurrentHashMap<>();

    /** On the session's event loop. */
    void add(Session session) {
        sweeps.computeIfAbsent(session.eventLoop(), Sweeps::begin).sessions.add(session);
    }

    /** On the session's event loop. */
    void remove(Session session) {
        Sweep sweep = sweeps.get(session.eventLoop());
        if (sweep != null) {
            sweep.sessions.remove(session);
        }
    }

    private static Sweep begin(EventLoop loop) {
        Set<Session> sessions = new HashSet<>();
        return new Sweep(
                sessions,
                loop.scheduleWithFixedDelay(
                        () -> List.copyOf(sessions).forEach(Session::tick),
                        EVERY_MILLIS,
                        EVERY_MILLIS,
                        TimeUnit.MILLISECONDS));
    }

    int loops() {
        return sweeps.size();
    }

    /** Hands the sessions of each event loop to an action, on that loop. */
    void forEachLoop(BiConsumer<EventLoop, Collection<Session>> action) {
        sweeps.forEach((loop, sweep) -> loop.execute(() -> action.accept(loop, List.copyOf(sweep.sessions))));
    }

    @Override
    public void close() {
        sweeps.values().forEach(sweep -> sweep.task.cancel(false));
        sweeps.clear();
    }
}
