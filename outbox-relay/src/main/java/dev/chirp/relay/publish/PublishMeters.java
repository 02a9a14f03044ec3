package dev.chirp.relay.publish;

import dev.chirp.relay.meter.RelayMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What happened to events on their way to the broker. */
public final class PublishMeters {
    private final Timer latency;
    private final Timer reading;
    private final Timer broker;
    private final Counter published;
    private final Counter held;
    private final Counter retried;
    private final Counter released;
    private final MeterRegistry registry;

    public PublishMeters(MeterRegistry registry) {
        this.registry = registry;
        List.of("broken", "overslept").forEach(this::replaced);
        this.latency = RelayMeter.PUBLISH_LATENCY.timer(registry);
        this.reading = RelayMeter.READ_LATENCY.timer(registry);
        this.broker = RelayMeter.BROKER_LATENCY.timer(registry);
        this.published = RelayMeter.EVENTS_PUBLISHED.counter(registry);
        this.held = RelayMeter.EVENTS_HELD.counter(registry);
        this.retried = RelayMeter.EVENTS_RETRIED.counter(registry);
        this.released = RelayMeter.EVENTS_RELEASED.counter(registry);
    }

    void published(Duration afterAppend) {
        latency.record(afterAppend.isNegative() ? Duration.ZERO : afterAppend);
        published.increment();
    }

    /** A look that found events took so long. */
    public void read(long nanos) {
        reading.record(nanos, TimeUnit.NANOSECONDS);
    }

    void acknowledged(long nanosAfterSend) {
        broker.record(nanosAfterSend, TimeUnit.NANOSECONDS);
    }

    public void held() {
        held.increment();
    }

    void retried() {
        retried.increment();
    }

    /** Not a latency: the event has waited for a person. */
    void released() {
        released.increment();
    }

    /**
     * A new Kafka producer takes the place of one.
     *
     * @param reason {@code broken}: it gave up, or does not get on with a partition; {@code overslept}: this process
     *     stood still for a whole lease
     */
    public void producerReplaced(String reason) {
        replaced(reason).increment();
    }

    private Counter replaced(String reason) {
        return RelayMeter.PRODUCER_REPLACED.counter(registry, "reason", reason);
    }
}
