package dev.chirp.telemetry;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Not ready from the moment that the service is told to stop, before any part of it does: what is sent to it goes elsewhere
 * while it drains.
 */
final class Serving implements HealthIndicator, ApplicationListener<ContextClosedEvent> {
    private volatile boolean stopping;

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        stopping = true;
    }

    @Override
    public Health health() {
        return stopping
                ? Health.outOfService().withDetail("reason", "stopping").build()
                : Health.up().build();
    }
}
