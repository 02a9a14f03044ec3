package dev.chirp.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GateTest {
    private final Gate gate = new Gate(new SplittableRandom(1));

    @Test
    void admitsEverythingWhileOpen() {
        assertThat(gate.admits(0)).isTrue();
        assertThat(gate.enter()).isFalse();
        assertThat(gate.admits(0)).isTrue();
    }

    @Test
    void admitsOneProbeAfterTheBackOff() {
        Duration wait = gate.failed(false, 0);

        assertThat(gate.admits(wait.toNanos() - 1)).isFalse();
        assertThat(gate.admits(wait.toNanos())).isTrue();
        assertThat(gate.enter()).isTrue();
        assertThat(gate.admits(wait.toNanos())).isFalse();
    }

    @Test
    void opensWhenTheProbeIsAnswered() {
        gate.failed(false, 0);
        gate.enter();

        gate.opened();

        assertThat(gate.open()).isTrue();
    }

    @Test
    void backsOffLongerWithEveryProbeButNeverBeyondFiveSeconds() {
        Duration wait = gate.failed(false, 0);
        assertThat(wait).isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
        for (int i = 0; i < 20; i++) {
            gate.enter();
            wait = gate.failed(true, 0);
        }
        assertThat(wait).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));
    }

    @Test
    void countsMessagesThatFailTogetherAsOneFailure() {
        Duration first = gate.failed(false, 0);
        Duration second = gate.failed(false, 0);

        assertThat(second).isEqualTo(first);
    }
}
