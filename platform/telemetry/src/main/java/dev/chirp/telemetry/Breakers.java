package dev.chirp.telemetry;

import dev.chirp.telemetry.meter.DocumentedMeter;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Circuit breakers around calls to other servers, all alike: open for {@value #OPEN_MILLIS} ms when
 * {@value #FAILURES_PERCENT} % of the last {@value #CALLS_JUDGED} calls failed, of which there must be half as many; then
 * three calls try. Their changes are logged, and their state is a gauge.
 */
public final class Breakers {
    private static final Logger log = LoggerFactory.getLogger(Breakers.class);
    private static final int CALLS_JUDGED = 20;
    private static final int FAILURES_PERCENT = 50;
    private static final int OPEN_MILLIS = 1_000;
    private static final int TRIALS = 3;

    private Breakers() {}

    /**
     * A new one, closed.
     *
     * @param name for the log
     * @param gauge shows its state: 0 closed, 1 half open, 2 open
     */
    public static CircuitBreaker create(String name, DocumentedMeter gauge, MeterRegistry meters) {
        CircuitBreaker breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindow(
                                CALLS_JUDGED,
                                CALLS_JUDGED / 2,
                                SlidingWindowType.COUNT_BASED,
                                SlidingWindowSynchronizationStrategy.LOCK_FREE)
                        .failureRateThreshold(FAILURES_PERCENT)
                        .waitDurationInOpenState(Duration.ofMillis(OPEN_MILLIS))
                        .permittedNumberOfCallsInHalfOpenState(TRIALS)
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> log.atWarn()
                        .addKeyValue("breaker", name)
                        .addKeyValue("state", event.getStateTransition().getToState())
                        .log("Circuit breaker changed"));
        gauge.gauge(meters, () -> state(breaker));
        return breaker;
    }

    private static double state(CircuitBreaker breaker) {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> 2;
            case HALF_OPEN -> 1;
            case CLOSED, DISABLED, METRICS_ONLY -> 0;
        };
    }
}
