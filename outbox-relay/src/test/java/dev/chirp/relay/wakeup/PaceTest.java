package dev.chirp.relay.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final RandomGenerator WITHOUT_JITTER = () -> 0;
    private final Pace pace = new Pace(
            new PollSettings(Duration.ofMillis(5), Duration.ofMillis(100), Duration.ofMillis(1), 10), WITHOUT_JITTER);

    @Test
    void doublesFromBusyToIdleAndReturnsWithTheFirstFind() {
        assertThat(new long[] {millis(false), millis(false), millis(false), millis(false)})
                .containsExactly(5, 10, 20, 40);
        assertThat(new long[] {millis(false), millis(false), millis(false)}).containsExactly(80, 100, 100);
        assertThat(millis(true)).isEqualTo(5);
        assertThat(millis(false)).isEqualTo(10);
    }

    private long millis(boolean found) {
        return Duration.ofNanos(pace.next(found)).toMillis();
    }
}
