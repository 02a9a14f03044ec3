package dev.chirp.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.chirp.telemetry.meter.DocumentedMeter;
import dev.chirp.telemetry.meter.MeterDescription;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BreakersTest {
    private static final DocumentedMeter GAUGE =
            () -> MeterDescription.meter(Meter.Type.GAUGE, "owl.breaker", "Before the owl");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CircuitBreaker breaker = Breakers.create("owl", GAUGE, meters);

    @Test
    void opensWhenHalfOfTheCallsFailAndShowsIt() {
        call(5, 4);
        assertThat(shown()).isZero();

        call(0, 1);

        assertThat(shown()).isEqualTo(2);
        assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> breaker.executeRunnable(() -> {}));
    }

    @Test
    void closesWhenThreeCallsSucceedAgain() {
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        assertThat(shown()).isEqualTo(1);

        call(3, 0);

        assertThat(shown()).isZero();
    }

    private void call(int well, int badly) {
        for (int i = 0; i < well; i++) {
            breaker.onSuccess(1, TimeUnit.MILLISECONDS);
        }
        for (int i = 0; i < badly; i++) {
            breaker.onError(1, TimeUnit.MILLISECONDS, new IllegalStateException("asleep"));
        }
    }

    private double shown() {
        return meters.get("owl.breaker").gauge().value();
    }
}
