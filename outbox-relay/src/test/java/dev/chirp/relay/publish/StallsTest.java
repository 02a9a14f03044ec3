package dev.chirp.relay.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StallsTest {
    private final Stalls stalls = new Stalls();

    @Test
    void noticesAPartitionThatStandsStillWhileOthersGoOn() {
        stalls.opened("stuck", at(0));
        stalls.opened("other", at(20));
        stalls.answered("other", true, at(20));

        assertThat(stalls.any(at(29))).isFalse();
        assertThat(stalls.any(at(31))).isTrue();
    }

    @Test
    void waitsForABrokerThatIsAwayAltogether() {
        stalls.opened("one", at(0));
        stalls.opened("two", at(1));

        assertThat(stalls.any(at(299))).isFalse();
        assertThat(stalls.any(at(301))).isTrue();
    }

    @Test
    void countsEveryAnswerOfThePartitionAsProgress() {
        stalls.opened("slow", at(0));
        stalls.opened("slow", at(0));
        stalls.answered("slow", true, at(25));
        stalls.opened("other", at(45));
        stalls.answered("other", true, at(45));

        assertThat(stalls.any(at(50))).isFalse();
        stalls.answered("slow", false, at(52));
        assertThat(stalls.any(at(1_000))).isFalse();
    }

    private static long at(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
