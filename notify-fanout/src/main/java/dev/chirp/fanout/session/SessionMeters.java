package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.meter.FanoutMeter;
import io.micrometer.core.instrument.Counter;
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
        FanoutMeter.CONNECTIONS.gauge(registry, open::sum, "state", "open");
        FanoutMeter.CONNECTIONS.gauge(registry, closing::sum, "state", "closing");
        FanoutMeter.CONNECTIONS.gauge(registry, idle::sum, "state", "idle");
        FanoutMeter.UNACKED.gauge(registry, unacked::sum);
        FanoutMeter.QUEUE_BYTES.gauge(registry, queueBytes::sum);
        opened = FanoutMeter.CONNECTIONS_OPENED.counter(registry);
        FanoutMeter.DELIVERIES.counter(registry, deliveries, LongAdder::sum);
        drops = FanoutMeter.DROPS.counter(registry, "where", "session");
        repairs = FanoutMeter.REPAIRS.counter(registry);
        latency = FanoutMeter.DELIVERY_LATENCY.timer(registry);
        for (CloseReason reason : CloseReason.values()) {
            closes.put(reason, FanoutMeter.CLOSES.counter(registry, "code", Integer.toString(reason.code())));
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
