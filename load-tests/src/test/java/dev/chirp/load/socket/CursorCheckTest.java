package dev.chirp.load.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.load.socket.CursorCheck.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CursorCheckTest {
    private final CursorCheck cursor = new CursorCheck();

    @Test
    void acceptsEachOffsetOnceAndInOrder() {
        cursor.begin(1, 40);

        assertThat(seen(41, 42, 43)).containsOnly(Verdict.NEXT);
        assertThat(cursor.offset()).isEqualTo(43);
    }

    @Test
    void noticesAMissingOffset() {
        cursor.begin(1, 40);

        assertThat(seen(41, 43, 44)).containsExactly(Verdict.NEXT, Verdict.GAP, Verdict.NEXT);
    }

    @Test
    void noticesThatTheFirstOneIsMissing() {
        cursor.begin(1, 40);

        assertThat(seen(42)).containsExactly(Verdict.GAP);
    }

    @Test
    void noticesARepetition() {
        cursor.begin(1, 40);

        assertThat(seen(41, 41, 42)).containsExactly(Verdict.NEXT, Verdict.REPEATED, Verdict.NEXT);
    }

    @Test
    void noticesTwoThatChangedPlaces() {
        cursor.begin(1, 40);

        assertThat(seen(42, 41, 43)).containsExactly(Verdict.GAP, Verdict.REPEATED, Verdict.NEXT);
    }

    @Test
    void noticesAFrameThatTheClientHadBeforeItsNewConnection() {
        cursor.begin(1, 40);
        seen(41, 42);

        assertThat(cursor.resume(true, 1, 44)).isTrue();

        assertThat(seen(42, 43, 44)).containsExactly(Verdict.REPEATED, Verdict.NEXT, Verdict.NEXT);
    }

    @Test
    void noticesThatAReplayBeginsTooLate() {
        cursor.begin(1, 40);
        seen(41, 42);
        cursor.resume(true, 1, 45);

        assertThat(seen(44, 45)).containsExactly(Verdict.GAP, Verdict.NEXT);
    }

    @Test
    void noticesAFrameOfAnotherEpoch() {
        cursor.begin(2, 40);

        assertThat(cursor.frame(1, 41)).isEqualTo(Verdict.OTHER_EPOCH);
        assertThat(cursor.offset()).isEqualTo(40);
    }

    @Test
    void doesNotBelieveARecoveryThatEndsBeforeThePosition() {
        cursor.begin(1, 40);

        assertThat(cursor.resume(true, 1, 39)).isFalse();
    }

    @Test
    void doesNotBelieveARecoveryAcrossEpochs() {
        cursor.begin(1, 40);

        assertThat(cursor.resume(true, 2, 50)).isFalse();
    }

    @Test
    void beginsAnewWhereTheServerSaysThatItHasNotRecovered() {
        cursor.begin(1, 40);

        assertThat(cursor.resume(false, 2, 7)).isTrue();

        assertThat(cursor.frame(2, 8)).isEqualTo(Verdict.NEXT);
    }

    @Test
    void beginsWithTheFirstFrameOfAServerThatTellsNoPosition() {
        assertThat(seen(17, 18, 20)).containsExactly(Verdict.NEXT, Verdict.NEXT, Verdict.GAP);
    }

    private List<Verdict> seen(long... offsets) {
        List<Verdict> verdicts = new ArrayList<>();
        LongStream.of(offsets).forEach(offset -> verdicts.add(cursor.frame(1, offset)));
        return verdicts;
    }
}
