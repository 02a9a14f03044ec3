package dev.chirp.ingest.gate;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The connections, by event loop; one task per loop looks at all of its own, so that none needs a timer. */
final class Sweeps implements AutoCloseable {
    private static final long EVERY_MILLIS = 250;

    private record Sweep(Set<DeviceConnection> connections, ScheduledFuture<?> task) {}

    private final Map<EventLoop, Sweep> sweeps = new ConcurrentHashMap<>();

    /** On the connection's event loop. */
    void add(DeviceConnection connection) {
        sweeps.computeIfAbsent(connection.eventLoop(), Sweeps::begin)
                .connections
                .add(connection);
    }

    /** On the connection's event loop. */
    void remove(DeviceConnection connection) {
        Sweep sweep = sweeps.get(connection.eventLoop());
        if (sweep != null) {
            sweep.connections.remove(connection);
        }
    }

    private static Sweep begin(EventLoop loop) {
        Set<DeviceConnection> connections = new HashSet<>();
        return new Sweep(
                connections,
                loop.scheduleWithFixedDelay(
                        () -> List.copyOf(connections).forEach(connection -> connection.run(connection::tick)),
                        EVERY_MILLIS,
                        EVERY_MILLIS,
                        TimeUnit.MILLISECONDS));
    }

    /** Those that have ever had a connection. */
    Set<EventLoop> loops() {
        return Set.copyOf(sweeps.keySet());
    }

    /** Hands the connections of each event loop to an action, on that loop. */
    void forEachLoop(Consumer<Collection<DeviceConnection>> action) {
        sweeps.forEach((loop, sweep) -> loop.execute(() -> action.accept(List.copyOf(sweep.connections))));
    }

    @Override
    public void close() {
        sweeps.values().forEach(sweep -> sweep.task.cancel(false));
        sweeps.clear();
    }
}
