package dev.chirp.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private static final Duration LEAD = Duration.ofMinutes(15);
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(15);
    private static final Duration LIFETIME = Duration.ofDays(90);
    private final Instant now = Instant.parse("2026-05-01T00:00:00Z");

    @Test
    void signsWithTheFirstKeyAtOnce() throws JOSEException {
        ECKey first = madeBefore(Duration.ZERO);

        assertThat(new KeyRing(List.of(first)).signing(now, LEAD)).isEqualTo(first);
    }

    @Test
    void publishesASuccessorBeforeItSigns() throws JOSEException {
        ECKey old = madeBefore(Duration.ofDays(91));
        ECKey fresh = madeBefore(Duration.ofMinutes(14));
        KeyRing ring = new KeyRing(List.of(old, fresh));

        assertThat(ring.signing(now, LEAD)).isEqualTo(old);
        assertThat(ring.signing(now.plusSeconds(60), LEAD)).isEqualTo(fresh);
        assertThat(ring.published().getKeys()).hasSize(2).noneMatch(key -> key.isPrivate());
    }

    @Test
    void keepsAPredecessorUntilItsTokensHaveExpired() throws JOSEException {
        ECKey old = madeBefore(Duration.ofDays(91));
        KeyRing justTakenOver = new KeyRing(List.of(old, madeBefore(Duration.ofMinutes(16))));
        KeyRing longTakenOver = new KeyRing(List.of(old, madeBefore(Duration.ofMinutes(46))));

        assertThat(justTakenOver.outlived(now, LEAD, TOKEN_LIFETIME)).isEmpty();
        assertThat(longTakenOver.outlived(now, LEAD, TOKEN_LIFETIME)).containsExactly(old);
        assertThat(longTakenOver.outlived(now, LEAD, TOKEN_LIFETIME.plusMinutes(2)))
                .isEmpty();
    }

    @Test
    void letsGoOfPredecessorsThoughKeysFollowEachOtherQuickly() throws JOSEException {
        ECKey old = madeBefore(Duration.ofMinutes(70));
        ECKey middle = madeBefore(Duration.ofMinutes(50));
        KeyRing quick = new KeyRing(List.of(old, middle, madeBefore(Duration.ofMinutes(30))));

        assertThat(quick.outlived(now, LEAD, TOKEN_LIFETIME)).containsExactly(old);
    }

    @Test
    void needsASuccessorWhenItsNewestKeyIsOld() throws JOSEException {
        assertThat(new KeyRing(List.of(madeBefore(Duration.ofDays(89)))).needsSuccessor(now, LIFETIME))
                .isFalse();
        assertThat(new KeyRing(List.of(madeBefore(Duration.ofDays(91)))).needsSuccessor(now, LIFETIME))
                .isTrue();
    }

    private ECKey madeBefore(Duration age) throws JOSEException {
        return new ECKeyGenerator(Curve.P_256)
                .issueTime(Date.from(now.minus(age)))
                .generate();
    }
}
