package dev.chirp.gateway.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.springframework.stereotype.Component;

/** What intake shows of itself. */
@Component
final class IntakeMeters {
    private final MeterRegistry registry;
    private final AtomicInteger uploads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private final DistributionSummary bytes;
    private final DistributionSummary statementRows;
    private final Timer latency;
    private final Counter swept;

    IntakeMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("gateway.intake.uploads.active", uploads, AtomicInteger::get)
                .register(registry);
        Gauge.builder("gateway.intake.writes.active", writes, AtomicInteger::get)
                .register(registry);
        this.bytes = DistributionSummary.builder("gateway.intake.clip.size")
                .baseUnit("bytes")
                .register(registry);
        this.statementRows = DistributionSummary.builder("gateway.intake.statement.rows")
                .baseUnit("rows")
                .register(registry);
        this.latency = Timer.builder("gateway.intake.write.latency").register(registry);
        this.swept = Counter.builder("gateway.intake.audio.swept").register(registry);
    }

    AtomicInteger uploads() {
        return uploads;
    }

    AtomicInteger writes() {
        return writes;
    }

    /** @param waiting writes that wait for a statement */
    void waiting(IntSupplier waiting) {
        Gauge.builder("gateway.intake.writes.waiting", waiting::getAsInt)
                .strongReference(true)
                .register(registry);
    }

    /** @param rows captures in a statement that is sent */
    void statement(int rows) {
        statementRows.record(rows);
    }

    void written(StoredClip clip, boolean duplicate, Duration took) {
        bytes.record((double) clip.bytes());
        latency.record(took);
        registry.counter("gateway.intake.captures", "outcome", duplicate ? "duplicate" : "accepted")
                .increment();
    }

    /** @param reason one of a small closed set */
    void refused(String reason) {
        registry.counter("gateway.intake.refused", "reason", reason).increment();
    }

    void swept(long objects) {
        swept.increment((double) objects);
    }
}
