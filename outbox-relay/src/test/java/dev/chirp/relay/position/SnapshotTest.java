package dev.chirp.relay.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {
    @ParameterizedTest
    @ValueSource(strings = {"1:1:", "10:20:10,14,15", "5000000000:5000000001:5000000000"})
    void readsAndWritesTheTextOfPgSnapshot(String text) {
        assertThat(Snapshot.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1:1", "0:1:", "5:4:", "1:5:5", "2:5:1", "1:9:3,2", "1:9:3,,4", "a:b:", "1:9:3:4"})
    void refusesWhatIsNotASnapshot(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Snapshot.parse(text));
    }

    @Test
    void seesWhatHadEnded() {
        var snapshot = Snapshot.parse("10:20:10,14");

        assertThat(List.of(9L, 11L, 19L)).allMatch(snapshot::sees);
        assertThat(List.of(10L, 14L, 20L, 21L)).noneMatch(snapshot::sees);
    }

    @Test
    void splitsTransactionsBetweenConsecutiveIntervals() {
        var first = Snapshot.parse("10:20:10,14");
        var second = Snapshot.parse("14:30:14,25");
        var third = Snapshot.parse("40:40:");

        for (long tx = 1; tx < 40; tx++) {
            long times = (new Interval(Snapshot.ORIGIN, first).contains(tx) ? 1 : 0)
                    + (new Interval(first, second).contains(tx) ? 1 : 0)
                    + (new Interval(second, third).contains(tx) ? 1 : 0);
            assertThat(times).as("intervals that hold %d", tx).isEqualTo(1);
        }
    }

    @Test
    void refusesAnIntervalThatRunsBackwards() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Interval(Snapshot.parse("5:9:5"), Snapshot.parse("5:8:5")));
    }
}
