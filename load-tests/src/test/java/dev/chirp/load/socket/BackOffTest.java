package dev.chirp.load.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private final BackOff backOff = new BackOff(500, 20_000, 300);
    private final Random random = new Random(1);

    @Test
    void spreadsTheFirstRetryOverTheWholeWindow() {
        var waits = IntStream.range(0, 10_000)
                .mapToLong(i -> backOff.waitMs(0, random))
                .summaryStatistics();

        assertThat(waits.getMin()).isLessThan(30);
        assertThat(waits.getMax()).isBetween(770L, 800L);
    }

    @Test
    void neverWaitsLongerThanTheServerAdvertised() {
        assertThat(IntStream.range(0, 1_000).mapToLong(attempt -> backOff.waitMs(attempt, random)))
                .allMatch(wait -> wait <= 20_300);
    }
}
