package dev.chirp.relay.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StallsTest {
    private final AtomicLong responses = new AtomicLong();
    private final Stalls stalls = new Stalls(responses::get);

    @Test
    void noticesAPartitionThatStandsStillWhileBrokersRespond() {
        stalls.opened("stuck", at(0));
        responses.addAndGet(Stalls.RESPONSES);

        assertThat(stalls.any(at(29))).isFalse();
        assertThat(stalls.any(at(31))).isTrue();
    }

    @Test
    void waitsForABrokerThatIsAwayAltogether() {
        responses.set(1_000);
        stalls.opened("one", at(0));
        stalls.opened("two", at(1));

        assertThat(stalls.any(at(299))).isFalse();
        assertThat(stalls.any(at(301))).isTrue();
    }

    @Test
    void waitsForABrokerThatIsJustBack() {
        stalls.opened("one", at(0));
        responses.addAndGet(Stalls.RESPONSES - 1);

        assertThat(stalls.any(at(60))).isFalse();
    }

    @Test
    void countsEveryAnswerOfThePartitionAsProgress() {
        stalls.opened("slow", at(0));
        stalls.opened("slow", at(0));
        responses.addAndGet(Stalls.RESPONSES);
        stalls.answered("slow", at(25));
        responses.addAndGet(Stalls.RESPONSES);

        assertThat(stalls.any(at(50))).isFalse();
        stalls.answered("slow", at(52));
        assertThat(stalls.any(at(1_000))).isFalse();
    }

    private static long at(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
