package dev.chirp.ingest.session;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionLimitsTest {
    @Test
    void refusesClipsThatAreTooShortOrTooLong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits(Duration.ofSeconds(2), 50, 2))
                .withMessage("clipLength: PT2S (expected: 3s..15s)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits(Duration.ofSeconds(16), 50, 2))
                .withMessageContaining("PT16S");
    }

    @Test
    void refusesToTakeNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits(Duration.ofSeconds(3), 0, 2))
                .withMessageContaining("maxClipFrames: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits(Duration.ofSeconds(3), 50, 0))
                .withMessageContaining("creditClips: 0");
    }

    private static SessionLimits limits(Duration clipLength, int maxClipFrames, int creditClips) {
        SessionLimits usual = SessionFixture.LIMITS;
        return new SessionLimits(
                clipLength,
                maxClipFrames,
                creditClips,
                usual.helloTimeout(),
                usual.frameTimeout(),
                usual.heartbeat(),
                usual.clipIdle(),
                usual.stallTimeout(),
                usual.farewellTimeout(),
                usual.ackEvery());
    }
}
