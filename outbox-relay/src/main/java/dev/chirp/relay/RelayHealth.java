package dev.chirp.relay;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while the relay publishes, or waits for its share of the lanes; answers from memory. */
final class RelayHealth implements HealthIndicator {
    private final Relay relay;

    RelayHealth(Relay relay) {
        this.relay = relay;
    }

    @Override
    public Health health() {
        return switch (relay.state()) {
            case RelayState.Running running ->
                Health.up().withDetail("lanes_owned", relay.lanesOwned()).build();
            case RelayState.Waiting(String reason) ->
                Health.down().withDetail("waiting", reason).build();
            case RelayState.Refused(String reason) ->
                Health.outOfService().withDetail("refused", reason).build();
            case RelayState.Stopped stopped -> Health.outOfService().build();
        };
    }
}
