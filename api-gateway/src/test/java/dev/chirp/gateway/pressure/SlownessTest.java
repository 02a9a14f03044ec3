package dev.chirp.gateway.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SlownessTest {
    private static final Instant START = Instant.parse("2026-05-01T06:00:00Z");
    private Slowness slowness = Slowness.none(600, Duration.ofSeconds(60));

    @Test
    void countsWhenItLastsAndTheBacklogGrows() {
        assertThat(used(0, 700, 10)).isEqualTo(600);
        assertThat(used(59, 800, 20)).isEqualTo(600);
        assertThat(used(60, 900, 30)).isEqualTo(900);
        assertThat(used(65, 550, 40)).isEqualTo(550);
        assertThat(used(66, 700, 50)).isEqualTo(600);
    }

    @Test
    void doesNotCountWhileTheBacklogShrinks() {
        used(0, 700, 100);

        assertThat(used(61, 700, 100)).isEqualTo(600);
        assertThat(used(62, 700, 90)).isEqualTo(600);
        assertThat(used(90, 700, 101)).isEqualTo(700);
    }

    private double used(int second, double tookMillis, double waiting) {
        Instant now = START.plusSeconds(second);
        slowness = slowness.after(tookMillis, waiting, now);
        return slowness.used(tookMillis, waiting, now);
    }
}
