package dev.chirp.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTest {
    private final LocalBuckets buckets = new LocalBuckets(10);

    @Test
    void allowsADeviceABurstAndThenOneClipASecond() {
        for (int clip = 0; clip < 20; clip++) {
            assertThat(buckets.take(Limit.device(), "d", 1).allowed()).isTrue();
        }

        Decision refused = buckets.take(Limit.device(), "d", 1);

        assertThat(refused.allowed()).isFalse();
        assertThat(refused.pause()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
    }

    @Test
    void chargesWhatIsAskedForAtOnceOrNothing() {
        Limit limit = Limit.perMinute("upload", 10, 10);

        assertThat(buckets.take(limit, "u", 8).remaining()).isEqualTo(2);
        assertThat(buckets.take(limit, "u", 3).allowed()).isFalse();
        assertThat(buckets.take(limit, "u", 2).allowed()).isTrue();
    }

    @Test
    void keepsSubjectsAndLimitsApart() {
        Limit one = Limit.perMinute("one", 1, 1);
        Limit two = Limit.perMinute("two", 1, 1);

        assertThat(buckets.take(one, "a", 1).allowed()).isTrue();
        assertThat(buckets.take(one, "b", 1).allowed()).isTrue();
        assertThat(buckets.take(two, "a", 1).allowed()).isTrue();
        assertThat(buckets.take(one, "a", 1).allowed()).isFalse();
    }

    @Test
    void takesTokensBackAsFarAsThereIsRoom() {
        Limit one = Limit.perMinute("one", 1, 1);

        assertThat(buckets.take(one, "a", 1).allowed()).isTrue();
        buckets.giveBack(one, "a", 1);
        buckets.giveBack(one, "a", 1);

        assertThat(buckets.take(one, "a", 1).allowed()).isTrue();
        assertThat(buckets.take(one, "a", 1).allowed()).isFalse();
    }

    @Test
    void saysInHeadersWhatIsAllowedAndWhatIsLeft() {
        Decision decision = buckets.take(Limit.user(), "7", 1);

        assertThat(decision.policyHeader()).isEqualTo("\"user\";q=60;w=60");
        assertThat(decision.header()).isEqualTo("\"user\";r=59;t=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upper", "has blank", "a:b", "0", "a234567890123456789012345678901234"})
    void refusesANameThatKeysAndHeadersCannotCarry(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Limit.perMinute(name, 1, 1));
    }

    @Test
    void refusesToAllowNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> Limit.perMinute("none", 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Limit.perMinute("none", 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limit("none", 1, 1, Duration.ZERO));
    }
}
