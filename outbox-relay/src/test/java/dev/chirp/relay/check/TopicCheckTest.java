package dev.chirp.relay.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicCheckTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 128})
    void acceptsDivisorsOfTheLanes(int partitions) {
        assertThat(TopicCheck.requireDivisor("t", partitions)).isEqualTo(partitions);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 12, 256})
    void refusesAnyOtherCount(int partitions) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> TopicCheck.requireDivisor("t", partitions))
                .withMessage("topic t: %d partitions (expected: a divisor of 128)", partitions);
    }
}
