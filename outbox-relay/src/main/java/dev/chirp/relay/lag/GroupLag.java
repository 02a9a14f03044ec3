package dev.chirp.relay.lag;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.relay.meter.RelayMeter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The gauges of one group, which show what was measured last, for a minute. Measured by one thread, shown to any. */
final class GroupLag {
    private static final long GOOD_FOR_NANOS = Duration.ofMinutes(1).toNanos();

    private record Measured(Lag lag, long at) {}

    private final TopicHistory history = new TopicHistory();
    private final LongSupplier nanoTime;
    private volatile @Nullable Measured last;

    GroupLag(ConsumerGroup group, LongSupplier nanoTime, MeterRegistry meters) {
        this.nanoTime = nanoTime;
        String[] tags = {"group", group.groupId(), "topic", group.stream().topic()};
        RelayMeter.GROUP_LAG.gauge(meters, () -> shown(Lag::messages), tags);
        RelayMeter.GROUP_LAG_SECONDS.gauge(meters, () -> shown(lag -> lag.age().toNanos() / 1e9), tags);
    }

    void measured(Collection<PartitionOffsets> offsets) {
        long now = nanoTime.getAsLong();
        last = new Measured(history.note(offsets, now), now);
    }

    /** Not a number when the broker has not answered for too long: an old lag would be taken for the one of now. */
    private double shown(ToDoubleFunction<Lag> figure) {
        Measured measured = last;
        if (measured == null || nanoTime.getAsLong() - measured.at > GOOD_FOR_NANOS) {
            return Double.NaN;
        }
        return figure.applyAsDouble(measured.lag);
    }
}
