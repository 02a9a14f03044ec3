package dev.chirp.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BreachesTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-01T06:00:00Z"));
    private final Breaches breaches = new Breaches(100, now::get);
    private final Decision refusal =
            new Decision(Limit.user(), false, 0, Duration.ofMillis(900), Duration.ofSeconds(60), false);

    @Test
    void doublesForWhoComesBackUpToFiveMinutes() {
        long[] seconds = {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300};
        for (long expected : seconds) {
            assertThat(breaches.retryAfter(refusal, "7")).hasSeconds(expected);
            later(Duration.ofSeconds(2));
        }
    }

    @Test
    void takesWhatArrivesTogetherForOneBreach() {
        breaches.retryAfter(refusal, "7");
        later(Duration.ofMillis(999));

        assertThat(breaches.retryAfter(refusal, "7")).hasSeconds(1);
    }

    @Test
    void forgivesWhoStayedAwayForFiveMinutes() {
        for (int i = 0; i < 5; i++) {
            breaches.retryAfter(refusal, "7");
            later(Duration.ofSeconds(2));
        }
        later(Breaches.LONGEST);

        assertThat(breaches.retryAfter(refusal, "7")).hasSeconds(1);
    }

    @Test
    void keepsSubjectsApart() {
        breaches.retryAfter(refusal, "7");
        later(Duration.ofSeconds(2));

        assertThat(breaches.retryAfter(refusal, "8")).hasSeconds(1);
    }

    @Test
    void neverAsksForLessThanTheBucketNeeds() {
        Decision slow = new Decision(Limit.user(), false, 0, Duration.ofMillis(41_200), Duration.ofSeconds(60), false);

        assertThat(breaches.retryAfter(slow, "7")).hasSeconds(42);
    }

    private void later(Duration duration) {
        now.updateAndGet(before -> before.plus(duration));
    }
}
