package dev.chirp.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
    private final OffsetTracker tracker = new OffsetTracker();

    @Test
    void hasNothingToCommitBeforeTheFirstRecord() {
        assertThat(tracker.committable()).isEqualTo(-1);
    }

    @Test
    void commitsTheLowestUnfinishedOffset() {
        tracker.begin(10, Instant.EPOCH);
        tracker.begin(11, Instant.EPOCH.plusSeconds(1));
        tracker.begin(15, Instant.EPOCH.plusSeconds(2));

        tracker.finish(11);
        assertThat(tracker.committable()).isEqualTo(10);
        tracker.finish(10);
        assertThat(tracker.committable()).isEqualTo(15);
        assertThat(tracker.oldest()).contains(Instant.EPOCH.plusSeconds(2));
        tracker.finish(15);
        assertThat(tracker.committable()).isEqualTo(16);
        assertThat(tracker.oldest()).isEmpty();
    }
}
