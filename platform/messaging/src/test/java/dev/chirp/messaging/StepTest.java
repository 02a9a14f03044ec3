package dev.chirp.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepTest {
    private static Message message(long seq) {
        return new Message("topic", "stream", "key", seq, 0, 0, Instant.EPOCH, new byte[0], Map.of());
    }

    @Test
    void appliesTheNextOne() {
        Message head = message(8);
        assertThat(Step.next(7, head, null)).isEqualTo(new Step.Apply(head));
    }

    @Test
    void passesOverWhatIsApplied() {
        assertThat(Step.next(7, message(7), null)).isEqualTo(new Step.Duplicate());
        assertThat(Step.next(7, message(1), null)).isEqualTo(new Step.Duplicate());
    }

    @Test
    void repairsAGapBeforeTheHead() {
        assertThat(Step.next(7, message(9), null)).isEqualTo(new Step.Repair(7));
    }

    @Test
    void appliesWhatARepairFoundBeforeTheHead() {
        Message repaired = message(8);
        assertThat(Step.next(7, message(9), repaired)).isEqualTo(new Step.Apply(repaired));
    }

    @Test
    void passesOverAGapThatTheEventTableCannotFill() {
        Message repaired = message(30);
        assertThat(Step.next(7, message(31), repaired)).isEqualTo(new Step.Apply(repaired));
    }

    @Test
    void repairsAgainWhenTheLastRepairIsUsedUp() {
        assertThat(Step.next(8, message(12), message(8))).isEqualTo(new Step.Repair(8));
    }

    @Test
    void takesUnplacedMessagesOutsideAnyOrder() {
        Message head = message(Message.UNPLACED);
        assertThat(Step.next(7, head, null)).isEqualTo(new Step.Apply(head));
    }
}
