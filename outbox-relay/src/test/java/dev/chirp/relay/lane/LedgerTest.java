package dev.chirp.relay.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.relay.position.Snapshot;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Snapshot FIRST = Snapshot.parse("10:10:");
    private static final Snapshot SECOND = Snapshot.parse("20:20:");
    private final Ledger ledger = new Ledger(Snapshot.ORIGIN);

    @Test
    void movesAtOnceWhenNothingWasRead() {
        ledger.reached(FIRST);

        assertThat(ledger.settled()).isEqualTo(FIRST);
    }

    @Test
    void waitsForEveryEventOfTheInterval() {
        var one = ledger.open();
        var two = ledger.open();
        ledger.reached(FIRST);

        ledger.settle(two);

        assertThat(ledger.settled()).isEqualTo(Snapshot.ORIGIN);
        ledger.settle(one);
        assertThat(ledger.settled()).isEqualTo(FIRST);
    }

    @Test
    void doesNotPassAnEarlierIntervalThatIsOpen() {
        var early = ledger.open();
        ledger.reached(FIRST);
        var late = ledger.open();
        ledger.reached(SECOND);

        ledger.settle(late);

        assertThat(ledger.settled()).isEqualTo(Snapshot.ORIGIN);
        ledger.settle(early);
        assertThat(ledger.settled()).isEqualTo(SECOND);
    }

    @Test
    void doesNotMoveAmidAnInterval() {
        ledger.settle(ledger.open());

        assertThat(ledger.settled()).isEqualTo(Snapshot.ORIGIN);
    }

    @Test
    void mergesEmptyIntervalsBehindAnOpenOne() {
        var open = ledger.open();
        ledger.reached(FIRST);
        ledger.reached(SECOND);

        ledger.settle(open);

        assertThat(ledger.settled()).isEqualTo(SECOND);
    }

    @Test
    void keepsItsPositionWhenItRewinds() {
        ledger.reached(FIRST);
        ledger.open();
        ledger.reached(SECOND);

        ledger.rewind();

        assertThat(ledger.settled()).isEqualTo(FIRST);
    }
}
