package dev.chirp.fanout.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LogLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private final LogLimit limit = new LogLimit(3);

    @Test
    void letsSomeLinesIntoEachSecond() {
        assertThat(admittedIn(7)).isEqualTo(3);
        assertThat(admittedIn(8)).isEqualTo(3);
        assertThat(admittedIn(8)).isZero();
    }

    private long admittedIn(long second) {
        return LongStream.range(0, 10)
                .filter(i -> limit.admits(second * SECOND + i))
                .count();
    }
}
