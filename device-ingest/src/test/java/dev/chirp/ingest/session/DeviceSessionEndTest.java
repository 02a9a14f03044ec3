package dev.chirp.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a connection ends, and when. */
class DeviceSessionEndTest extends SessionFixture {
    @Test
    void doesNotWaitForeverForAHelloOrForTheRestOfAFrame() {
        tick(5_001);
        assertEnded(ErrorCode.TIMEOUT);

        begin();
        welcome(null);
        session.onTick(now, Duration.ofSeconds(11), 12);
        assertEnded(ErrorCode.TIMEOUT);
    }

    @Test
    void pingsASilentDeviceAndGivesItUp() {
        welcome(null);
        tick(15_001);
        assertThat(outlet.last()).isEqualTo(new Body.Ping());
        session.onFrame(unnumbered(new Body.Pong()), now);
        tick(15_001);
        tick(15_001);
        assertThat(outlet.sent(Body.Ping.class)).hasSize(2);
        assertThat(session.isOver()).isFalse();
        tick(15_001);
        assertEnded(ErrorCode.TIMEOUT);
    }

    @Test
    void doesNotCutAClipByTheClockButGivesItUp() {
        welcome(null);
        audio(1);
        tick(15_001);
        session.onFrame(unnumbered(new Body.Pong()), now);
        tick(5_001);
        assertEnded(ErrorCode.TIMEOUT);
        assertThat(outlet.clips.getFirst().aborted).isTrue();
        assertThat(outlet.clips.getFirst().complete).isFalse();
    }

    @Test
    void awaitsCompleteClipsBeforeItSaysGoodbye() {
        welcome(null);
        clip(1, 2);
        audio(3);
        session.drain(800, now);
        assertThat(outlet.closed).isZero();
        assertThat(session.isTaking()).isFalse();
        assertThat(outlet.clips.getLast().aborted).isTrue();

        outlet.clips.getFirst().commit();

        assertThat(outlet.sent(Body.Ack.class).getLast().committedSeq()).isEqualTo(2);
        assertThat(outlet.last())
                .isInstanceOfSatisfying(
                        Body.Failure.class,
                        failure -> assertThat(failure.retryAfterMs()).isEqualTo(800));
        assertThat(outlet.closed).isOne();
    }

    @Test
    void answersAGoodbye() {
        welcome(null);
        clip(1, 2);
        session.onFrame(unnumbered(new Body.Bye()), now);
        outlet.clips.getFirst().commit();
        assertThat(outlet.last()).isEqualTo(new Body.Bye());
        assertThat(outlet.closed).isOne();
    }

    @Test
    void doesNotAwaitAClipForever() {
        welcome(null);
        clip(1, 2);
        session.onFrame(unnumbered(new Body.Bye()), now);
        tick(5_001);
        assertThat(outlet.last()).isEqualTo(new Body.Bye());
        assertThat(outlet.closed).isOne();
    }

    @Test
    void endsWhenTheKeyIsRevokedOrTheDeviceIsElsewhere() {
        welcome(null);
        session.revoke();
        assertEnded(ErrorCode.REVOKED);
        begin();
        welcome(null);
        session.replace();
        assertEnded(ErrorCode.TIMEOUT);
    }

    @Test
    void sendsADeviceAwayThatWasHeldUpForTooLong() {
        welcome(null);
        audio(1);
        outlet.ready = false;
        tick(250);
        tick(31_000);
        assertEnded(ErrorCode.OVERLOADED);
    }

    @Test
    void doesNotWaitForeverForAnAnswerAboutTheKey() {
        session.onFrame(unnumbered(hello(null)), now);
        tick(4_999);
        assertThat(session.isOver()).isFalse();

        tick(2);

        assertEnded(ErrorCode.OVERLOADED);
        assertRetryable();
    }

    @Test
    void saysNothingMoreOnceItIsOver() {
        session.onFrame(unnumbered(hello(null)), now);
        session.onGone();
        assertThat(session.isOver()).isTrue();
        assertThat(session.isTaking()).isFalse();

        session.onIdentity(Optional.of(DEVICE), now);
        session.onIdentityAway();
        session.onFrame(unnumbered(new Body.Ping()), now);
        session.revoke();
        session.drain(800, now);
        tick(60_000);

        assertThat(outlet.sent).isEmpty();
        assertThat(outlet.closed).isZero();
        assertThat(session.device()).isEmpty();
        assertThat(session.bootId()).isEmpty();
    }

    @Test
    void throwsAwayWhatComesWhileItWaitsForAnswers() {
        session.onFrame(unnumbered(hello(null)), now);
        var early = samples(FRAME_BYTES);
        frame(0, 1, 1, new Body.Audio(early));
        assertThat(early.refCnt()).isZero();
        session.onIdentity(Optional.of(DEVICE), now);

        clip(1, 2);
        session.drain(800, now);
        var late = samples(FRAME_BYTES);
        frame(0, 3, 3, new Body.Audio(late));

        assertThat(late.refCnt()).isZero();
        assertThat(outlet.clips).hasSize(1);
    }

    @Test
    void letsADeviceGoThatSaysWhatIsWrongWithUs() {
        welcome(null);
        session.onFrame(unnumbered(new Body.Failure("internal", "my disk is full", null, true)), now);
        assertThat(outlet.last()).isEqualTo(new Body.Bye());
        assertThat(outlet.closed).isOne();
    }

    @Test
    void sendsADeviceElsewhereThatHasNotSaidHelloWhenTheInstanceGoesAway() {
        session.drain(800, now);
        assertEnded(ErrorCode.OVERLOADED);

        begin();
        session.onFrame(unnumbered(hello(null)), now);
        session.drain(800, now);
        assertEnded(ErrorCode.OVERLOADED);

        begin();
        welcome(null);
        clip(1, 2);
        session.onFrame(unnumbered(new Body.Bye()), now);
        session.drain(800, now);
        outlet.clips.getFirst().commit();
        assertThat(outlet.last()).isEqualTo(new Body.Bye());
    }

    @Test
    void doesNotHoldUpAClipThatIsCommittedAfterTheConnectionBrokeWhileItWasAwaited() {
        welcome(null);
        clip(1, 2);
        session.drain(800, now);
        session.onGone();
        int sent = outlet.sent.size();

        outlet.clips.getFirst().commit();

        assertThat(outlet.sent).hasSize(sent);
        assertThat(positions.of(DEVICE.deviceId(), "b1")).isEqualTo(2);
        assertThat(observer.ended).isOne();
    }

    @Test
    void tellsADeviceThatItIsNotItsFault() {
        welcome(null);
        session.fail();
        assertEnded(ErrorCode.INTERNAL);
        assertRetryable();

        begin();
        session.refuse();
        assertEnded(ErrorCode.OVERLOADED);
        assertRetryable();
    }

    private void assertRetryable() {
        assertThat(outlet.last())
                .isInstanceOfSatisfying(
                        Body.Failure.class,
                        failure -> assertThat(failure.retryAfterMs()).isPositive());
    }
}
