package dev.chirp.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private static final int SMALL = 8 * 1024;

    private final ByteBudget budget = new ByteBudget(100_000);

    @Test
    void hasRoomForAllUntilTogetherTheyHoldTooMuch() {
        budget.add(100_000);
        assertThat(budget.hasRoomFor(100_000)).isTrue();

        budget.add(1);
        assertThat(budget.hasRoomFor(SMALL + 1)).isFalse();

        budget.add(-1);
        assertThat(budget.hasRoomFor(SMALL + 1)).isTrue();
        assertThat(budget.held()).isEqualTo(100_000);
    }

    @Test
    void isNeverInTheWayOfAConnectionThatHoldsLittle() {
        budget.add(10_000_000);
        assertThat(budget.hasRoomFor(SMALL)).isTrue();
        assertThat(budget.hasRoomFor(0)).isTrue();
    }
}
