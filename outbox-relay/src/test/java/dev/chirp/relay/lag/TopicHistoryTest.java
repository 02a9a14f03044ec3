package dev.chirp.relay.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicHistoryTest {
    private final TopicHistory history = new TopicHistory();

    @Test
    void addsThePartitionsUpAndTellsTheOldestAge() {
        history.note(List.of(partition(0, 0, 0, 0L), partition(1, 0, 0, 0L)), at(0));
        history.note(List.of(partition(0, 0, 4, 0L), partition(1, 0, 0, 0L)), at(10));

        Lag lag = history.note(List.of(partition(0, 0, 4, 1L), partition(1, 0, 2, 0L)), at(20));

        assertThat(lag).isEqualTo(new Lag(5, Duration.ofSeconds(15)));
    }

    @Test
    void isNothingWhereEverythingIsCommitted() {
        assertThat(history.note(List.of(partition(0, 3, 9, 9L), partition(1, 0, 0, null)), at(0)))
                .isEqualTo(Lag.NONE);
    }

    @Test
    void countsFromTheOldestMessageForAGroupThatNeverCommitted() {
        assertThat(history.note(List.of(partition(0, 3, 9, null)), at(0)).messages())
                .isEqualTo(6);
    }

    @Test
    void doesNotCountWhatTheBrokerHasDeleted() {
        assertThat(history.note(List.of(partition(0, 100, 109, 7L)), at(0)).messages())
                .isEqualTo(9);
    }

    @Test
    void isNothingForAGroupThatKnowsALongerLog() {
        assertThat(history.note(List.of(partition(0, 0, 3, 500L)), at(0))).isEqualTo(Lag.NONE);
    }

    private static PartitionOffsets partition(int partition, long start, long end, @Nullable Long committed) {
        return new PartitionOffsets(partition, start, end, committed);
    }

    private static long at(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
