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
        EventConsumer.Condition condition = consumer.condition();
        Health.Builder health = switch (condition) {
            case WORKING -> Health.up();
            case PAUSED -> Health.outOfService();
            case STALLED, STOPPED -> Health.down();
        };
        return health.withDetail("consumer", condition).build();
    }
}
