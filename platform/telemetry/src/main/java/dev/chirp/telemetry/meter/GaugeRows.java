package dev.chirp.telemetry.meter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The gauges of one meter, as many as there are rows now. */
public final class GaugeRows {
    private final MeterDescription documented;
    private final MultiGauge gauges;

    GaugeRows(MeterDescription documented, MeterRegistry registry) {
        this.documented = documented;
        this.gauges = MultiGauge.builder(documented.name())
                .description(documented.tells())
                .baseUnit(documented.unit())
                .register(registry);
    }

    /** These rows from now on; one that was shown before and is not among them is gone. */
    public <T> void show(Collection<T> rows, Function<T, Tags> tags, ToDoubleFunction<T> value) {
        gauges.register(
                rows.stream()
                        .map(row -> MultiGauge.Row.of(documented.checked(tags.apply(row)), value.applyAsDouble(row)))
                        .toList(),
                true);
    }
}
