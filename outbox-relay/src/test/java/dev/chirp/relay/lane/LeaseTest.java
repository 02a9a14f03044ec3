package dev.chirp.relay.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final long START = Long.MAX_VALUE - 500;
    private final Lease lease = new Lease(Duration.ofNanos(1_000), START);

    @Test
    void isNotHeldBeforeTheFirstHeartbeat() {
        assertThat(lease.isHeld(START)).isFalse();
    }

    @Test
    void isHeldForItsTimeoutFromBeforeTheHeartbeatWasSent() {
        lease.renewed(START);

        assertThat(lease.isHeld(START + 999)).isTrue();
        assertThat(lease.isHeld(START + 1_000)).isFalse();
    }

    @Test
    void runsOutInTimeWithoutOversleepingWhenTheDatabaseIsAway() {
        lease.renewed(START);
        lease.tick(START + 900);
        lease.tick(START + 1_800);

        assertThat(lease.isHeld(START + 1_800)).isFalse();
        assertThat(lease.overslept(START + 1_800)).isFalse();
    }

    @Test
    void noticesThatTheProcessStoodStill() {
        assertThat(lease.overslept(START + 1_000)).isTrue();
    }

    @Test
    void remembersAfterWakingUpThatTheProcessStoodStill() {
        lease.tick(START + 5_000);

        assertThat(lease.overslept(START + 5_001)).isTrue();
    }
}
