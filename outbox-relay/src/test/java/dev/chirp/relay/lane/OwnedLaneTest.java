package dev.chirp.relay.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.relay.position.EventKey;
import dev.chirp.relay.position.Snapshot;
import dev.chirp.relay.read.Cursor;
import dev.chirp.relay.read.EventRow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OwnedLaneTest {
    private static final Snapshot NOW = Snapshot.parse("10:10:");
    private static final long NOON = 0;
    private static final Duration PAUSE = Duration.ofNanos(100);
    private final OwnedLane lane = new OwnedLane(5, 3, Snapshot.ORIGIN, Set.of(), 1_000);

    @Test
    void isNotReadWhileTooMuchIsUnderWay() {
        Ticket large = lane.open(1_000);

        assertThat(lane.readable()).isEmpty();
        assertThat(lane.settle(large)).as("somebody may wait").isTrue();
        assertThat(lane.readable()).isPresent();
    }

    @Test
    void goesBackToItsPositionOnceEverythingIsAnswered() {
        lane.beginPage();
        Ticket first = lane.open(1);
        Ticket failing = lane.open(1);
        lane.retry(failing, NOON, PAUSE);
        lane.advance(new Cursor.At(NOW));

        assertThat(lane.open(1)).as("a later event of the page").isNull();
        lane.resumeIfRewound(NOON + 100);
        assertThat(lane.readable()).as("one is unanswered").isEmpty();
        lane.settle(first);
        lane.resumeIfRewound(NOON + 99);
        assertThat(lane.readable()).as("the pause is not over").isEmpty();
        lane.resumeIfRewound(NOON + 100);
        assertThat(lane.readable()).contains(new Cursor.At(Snapshot.ORIGIN));
    }

    @Test
    void takesNothingMoreWhenItIsHandedOverAndIsDrainedByTheLastAnswer() {
        lane.beginPage();
        Ticket last = lane.open(1);
        lane.advance(new Cursor.At(NOW));
        lane.handOver();

        assertThat(lane.open(1)).isNull();
        assertThat(lane.isDrained()).isFalse();
        assertThat(lane.settle(last)).isTrue();
        assertThat(lane.isDrained()).isTrue();
        assertThat(lane.settled()).isEqualTo(NOW);
    }

    @Test
    void finishesThePageThatItIsInBeforeItIsHandedOver() {
        lane.beginPage();
        Ticket first = lane.open(1);
        lane.handOver();
        lane.settle(first);
        assertThat(lane.isDrained()).isFalse();

        Ticket second = lane.open(1);
        lane.advance(new Cursor.At(NOW));
        lane.settle(second);

        assertThat(lane.isDrained()).isTrue();
        assertThat(lane.settled()).isEqualTo(NOW);
        assertThat(lane.open(1)).isNull();
    }

    @Test
    void leavesThePageOfWhichAnEventFailedWhileItIsHandedOver() {
        lane.beginPage();
        Ticket failing = lane.open(1);
        lane.handOver();
        lane.retry(failing, NOON, PAUSE);

        assertThat(lane.open(1)).as("a later event of the page").isNull();
        lane.advance(new Cursor.At(NOW));
        assertThat(lane.isDrained()).isTrue();
        assertThat(lane.settled()).isEqualTo(Snapshot.ORIGIN);
    }

    @Test
    void takesNothingMoreWhenItIsLost() {
        lane.beginPage();
        lane.lose();
        lane.handOver();

        assertThat(lane.open(1)).isNull();
        assertThat(lane.isHandingOver()).isFalse();
    }

    @Test
    void persistsIdlePositionsOnlyWhenAsked() {
        lane.beginPage();
        lane.advance(new Cursor.At(NOW));

        assertThat(lane.unpersisted(false)).isEmpty();
        assertThat(lane.unpersisted(true)).contains(NOW);
        lane.persisted(NOW);
        assertThat(lane.unpersisted(true)).isEmpty();
    }

    @Test
    void persistsWhatMovedOverEvents() {
        lane.beginPage();
        lane.settle(lane.open(1));
        lane.advance(new Cursor.At(NOW));

        assertThat(lane.unpersisted(false)).contains(NOW);
    }

    @Test
    void keepsAKeyHeldThatWasRefusedAgainWhileItsLastRowWent() {
        EventRow row = row("key");
        lane.refuse(new Refusal(row, Objects.requireNonNull(lane.open(1)), "record_too_large"));

        lane.letGo(HeldKey.of(row));
        assertThat(lane.holds(row)).as("the refusal is not in the table yet").isTrue();
        lane.takeRefusals();
        lane.letGo(HeldKey.of(row));
        assertThat(lane.holds(row)).isFalse();
    }

    @Test
    void holdsAKeyWhileItIsBeingReleased() {
        EventRow row = row("key");
        lane.release(HeldKey.of(row));

        assertThat(lane.holds(row)).isTrue();
        assertThat(lane.isReleasing(HeldKey.of(row))).isTrue();
        lane.holdAgain(HeldKey.of(row));
        assertThat(lane.holds(row)).isTrue();
        assertThat(lane.isReleasing(HeldKey.of(row))).isFalse();
        assertThat(lane.heldKeyCount()).isEqualTo(1);
    }

    private static EventRow row(String key) {
        var origin = new EventRow.Origin(null, null, null, null, null, Map.of());
        return new EventRow(
                1,
                false,
                5,
                new EventKey("stream", key, 1),
                LocalDate.EPOCH,
                new UUID(0, 1),
                "topic",
                "type",
                origin,
                "{}",
                Instant.EPOCH);
    }
}
