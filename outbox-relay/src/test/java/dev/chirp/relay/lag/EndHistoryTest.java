package dev.chirp.relay.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndHistoryTest {
    private final EndHistory history = new EndHistory();

    @Test
    void saysNothingOfAMessageThatHasNotCome() {
        assertThat(history.sinceCame(0, at(0))).isZero();

        history.note(5, at(0));

        assertThat(history.sinceCame(5, at(100))).isZero();
    }

    @Test
    void takesItThatMessagesCameEvenlyBetweenTwoLooks() {
        history.note(0, at(0));
        history.note(10, at(10));

        assertThat(history.sinceCame(0, at(10))).isEqualTo(Duration.ofSeconds(9));
        assertThat(history.sinceCame(4, at(10))).isEqualTo(Duration.ofSeconds(5));
        assertThat(history.sinceCame(9, at(10))).isZero();
        assertThat(history.sinceCame(9, at(25))).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void doesNotCountTheTimeBeforeAMessageInWhichNothingCame() {
        history.note(5, at(0));
        history.note(5, at(1_800));
        history.note(5, at(3_600));
        history.note(7, at(3_610));

        assertThat(history.sinceCame(5, at(3_610))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void countsFromTheFirstLookWhatWasThereBefore() {
        history.note(1_000, at(7));

        assertThat(history.sinceCame(3, at(7))).isZero();
        assertThat(history.sinceCame(3, at(67))).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void beginsAnewWithAnotherLog() {
        history.note(1_000, at(0));
        history.note(20, at(10));

        assertThat(history.sinceCame(3, at(15))).isEqualTo(Duration.ofSeconds(5));
        assertThat(history.sinceCame(500, at(15))).isZero();
    }

    @Test
    void forgetsTheOldestOfMoreThanItHolds() {
        int looks = 3 * EndHistory.MOST;
        for (int look = 0; look < looks; look++) {
            history.note(look + 1, at(10 * look));
        }

        assertThat(history.sinceCame(0, at(10 * (looks - 1))))
                .isEqualTo(Duration.ofSeconds(10 * (EndHistory.MOST - 1)));
    }

    private static long at(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
