package dev.chirp.telemetry.meter;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A meter, as a constant of its module's enum describes it; {@code docs/metrics.md} is written from these enums. Nothing
 * else registers meters. Tags are keys and values in turn; those that are not the documented ones, and values that are not
 * among the documented ones, are refused with {@link IllegalArgumentException}. A meter that is there already is found, by
 * its tags, as with Micrometer's own methods.
 */
public interface DocumentedMeter extends MeterDocumentation {

    MeterDescription description();

    @Override
    default String getName() {
        return description().name();
    }

    @Override
    default Meter.Type getType() {
        return description().type();
    }

    @Override
    default @Nullable String getBaseUnit() {
        return description().unit();
    }

    @Override
    default KeyName[] getKeyNames() {
        return description().keys().toArray(KeyName[]::new);
    }

    default Counter counter(MeterRegistry registry, String... tags) {
        MeterDescription documented = description().as(Meter.Type.COUNTER);
        return Counter.builder(documented.name())
                .description(documented.tells())
                .baseUnit(documented.unit())
                .tags(documented.checked(Tags.of(tags)))
                .register(registry);
    }

    /** A counter that something else counts, which is asked as long as it is in use elsewhere. */
    default <T> FunctionCounter counter(MeterRegistry registry, T state, ToDoubleFunction<T> count, String... tags) {
        MeterDescription documented = description().as(Meter.Type.COUNTER);
        return FunctionCounter.builder(documented.name(), state, count)
                .description(documented.tells())
                .baseUnit(documented.unit())
                .tags(documented.checked(Tags.of(tags)))
                .register(registry);
    }

    /** A gauge that keeps what it asks from being collected. */
    default Gauge gauge(MeterRegistry registry, Supplier<Number> value, String... tags) {
        MeterDescription documented = description().as(Meter.Type.GAUGE);
        return Gauge.builder(documented.name(), value)
                .description(documented.tells())
                .baseUnit(documented.unit())
                .tags(documented.checked(Tags.of(tags)))
                .register(registry);
    }

    /** Gauges whose tags change while they are shown; none at first. */
    default GaugeRows gauges(MeterRegistry registry) {
        return new GaugeRows(description().as(Meter.Type.GAUGE), registry);
    }

    default Timer timer(MeterRegistry registry, String... tags) {
        return timer(registry, timer -> timer, tags);
    }

    /**
     * A timer with more than its count, sum and maximum.
     *
     * @param shape adds percentiles or buckets
     */
    default Timer timer(MeterRegistry registry, UnaryOperator<Timer.Builder> shape, String... tags) {
        MeterDescription documented = description().as(Meter.Type.TIMER);
        return shape.apply(Timer.builder(documented.name())
                        .description(documented.tells())
                        .tags(documented.checked(Tags.of(tags))))
                .register(registry);
    }

    default DistributionSummary summary(MeterRegistry registry, String... tags) {
        return summary(registry, summary -> summary, tags);
    }

    /**
     * A summary with more than its count, sum and maximum.
     *
     * @param shape adds percentiles or buckets
     */
    default DistributionSummary summary(
            MeterRegistry registry, UnaryOperator<DistributionSummary.Builder> shape, String... tags) {
        MeterDescription documented = description().as(Meter.Type.DISTRIBUTION_SUMMARY);
        return shape.apply(DistributionSummary.builder(documented.name())
                        .description(documented.tells())
                        .baseUnit(documented.unit())
                        .tags(documented.checked(Tags.of(tags))))
                .register(registry);
    }
}
