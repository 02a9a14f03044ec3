package dev.chirp.gateway.intake;

import dev.chirp.gateway.meter.GatewayMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
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
        GatewayMeter.UPLOADS_ACTIVE.gauge(registry, uploads::get);
        GatewayMeter.WRITES_ACTIVE.gauge(registry, writes::get);
        this.bytes = GatewayMeter.CLIP_SIZE.summary(registry);
        this.statementRows = GatewayMeter.STATEMENT_ROWS.summary(registry);
        this.latency = GatewayMeter.WRITE_LATENCY.timer(registry);
        this.swept = GatewayMeter.AUDIO_SWEPT.counter(registry);
    }

    AtomicInteger uploads() {
        return uploads;
    }

    AtomicInteger writes() {
        return writes;
    }

    /** @param waiting writes that wait for a statement */
    void waiting(IntSupplier waiting) {
        GatewayMeter.WRITES_WAITING.gauge(registry, waiting::getAsInt);
    }

    /** @param rows captures in a statement that is sent */
    void statement(int rows) {
        statementRows.record(rows);
    }

    void written(StoredClip clip, boolean duplicate, Duration took) {
        bytes.record((double) clip.bytes());
        latency.record(took);
        GatewayMeter.CAPTURES
                .counter(registry, "outcome", duplicate ? "duplicate" : "accepted")
                .increment();
    }

    /** @param reason one of a small closed set */
    void refused(String reason) {
        GatewayMeter.REFUSED.counter(registry, "reason", reason).increment();
    }

    void swept(long objects) {
        swept.increment((double) objects);
    }
}
