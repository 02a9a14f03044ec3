package dev.chirp.relay.publish;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What happened to events on their way to the broker. */
public final class PublishMeters {
    private final Timer latency;
    private final Counter published;
    private final Counter held;
    private final Counter retried;

    public PublishMeters(MeterRegistry registry) {
        this.latency = Timer.builder("relay.publish.latency")
                .description("From the append of an event to the broker's acknowledgement, by the database's clock")
                .register(registry);
        this.published = registry.counter("relay.events.published");
        this.held = registry.counter("relay.events.held");
        this.retried = registry.counter("relay.events.retried");
    }

    void published(Duration afterAppend) {
        latency.record(afterAppend.isNegative() ? Duration.ZERO : afterAppend);
        published.increment();
    }

    public void held() {
        held.increment();
    }

    void retried() {
        retried.increment();
    }
}
