package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.LiveMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The meters that all sessions share; thread-safe. */
public final class SessionMeters {
    private final LongAdder open = new LongAdder();
    private final LongAdder closing = new LongAdder();
    private final LongAdder idle = new LongAdder();
    private final LongAdder unacked = new LongAdder();
    private final LongAdder queueBytes = new LongAdder();
    private final Map<CloseReason, Counter> closes = new EnumMap<>(CloseReason.class);
    private final Counter opened;
    private final LongAdder deliveries = new LongAdder();
    private final Counter drops;
    private final Counter repairs;
    private final Timer latency;
    private final InstantSource clock;

    public SessionMeters(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        Gauge.builder("fanout.connections", open, LongAdder::sum)
                .tag("state", "open")
                .register(registry);
        Gauge.builder("fanout.connections", closing, LongAdder::sum)
                .tag("state", "closing")
                .register(registry);
        Gauge.builder("fanout.connections", idle, LongAdder::sum)
                .tag("state", "idle")
                .description("Of the open ones, those that have asked for nothing for a while")
                .register(registry);
        Gauge.builder("fanout.unacked", unacked, LongAdder::sum)
                .description("Messages sent to clients with a name and not acknowledged by them")
                .register(registry);
        Gauge.builder("fanout.queue.bytes", queueBytes, LongAdder::sum)
                .description("Frames that wait for slow sockets")
                .register(registry);
        opened = registry.counter("fanout.connections.opened");
        FunctionCounter.builder("fanout.deliveries", deliveries, LongAdder::sum).register(registry);
        drops = registry.counter("fanout.drops", "where", "session");
        repairs = registry.counter("fanout.repairs");
        latency = Timer.builder("fanout.delivery.latency")
                .description("From the event to the write of its frame, once for each event loop")
                .register(registry);
        for (CloseReason reason : CloseReason.values()) {
            closes.put(reason, registry.counter("fanout.closes", "code", Integer.toString(reason.code())));
        }
    }

    void opened() {
        open.increment();
        opened.increment();
    }

    void closing() {
        open.decrement();
        closing.increment();
    }

    void idle(boolean now) {
        idle.add(now ? 1 : -1);
    }

    void unacked(long more) {
        unacked.add(more);
    }

    void gone() {
        closing.decrement();
    }

    void closed(CloseReason reason) {
        Objects.requireNonNull(closes.get(reason)).increment();
    }

    void delivered() {
        deliveries.increment();
    }

    /** A live message has been written to all of its sockets on an event loop. */
    public void handed(LiveMessage message) {
        if (message.timeMillis() > 0) {
            latency.record(Math.max(0, clock.millis() - message.timeMillis()), TimeUnit.MILLISECONDS);
        }
    }

    void queued(long bytes) {
        queueBytes.add(bytes);
    }

    void dequeued(long bytes) {
        queueBytes.add(-bytes);
    }

    void dropped(int frames) {
        drops.increment(frames);
    }

    void repaired() {
        repairs.increment();
    }

    /** What {@code /ws/stats} shows. */
    public Snapshot snapshot() {
        return new Snapshot(
                open.sum(),
                idle.sum(),
                closing.sum(),
                (long) Objects.requireNonNull(closes.get(CloseReason.NO_PONG)).count(),
                deliveries.sum(),
                unacked.sum(),
                (long) drops.count(),
                queueBytes.sum());
    }

    /**
     * Counts at one moment.
     *
     * @param idle of the open ones
     * @param dropped sockets given up so far because their client did not answer
     */
    public record Snapshot(
            long open,
            long idle,
            long closing,
            long dropped,
            long deliveries,
            long unacked,
            long drops,
            long queueBytes) {}
}
