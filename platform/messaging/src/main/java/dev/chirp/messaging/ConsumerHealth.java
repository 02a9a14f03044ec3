package dev.chirp.messaging;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down when the poll thread is gone or stuck, out of service while a dependency is away. Never blocks. */
public final class ConsumerHealth implements HealthIndicator {
    private final EventConsumer consumer;

    public ConsumerHealth(EventConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public Health health() {
        return consumer.isRunning() ? Health.up().build() : Health.down().build();
    }
}
