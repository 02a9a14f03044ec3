package dev.chirp.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.ErrorCode;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.frame.Parsed;
import dev.chirp.ingest.intake.Receipt;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeviceSessionTest extends SessionFixture {
    @Test
    void welcomesADeviceWhoseKeyIsGood() {
        session.onFrame(unnumbered(hello(null)), now);
        assertThat(outlet.asked).containsExactly("key");
        assertThat(session.isTaking()).isFalse();

        session.onIdentity(Optional.of(DEVICE), now);

        assertThat(session.isTaking()).isTrue();
        assertThat(outlet.last()).isInstanceOfSatisfying(Body.Welcome.class, welcome -> {
            assertThat(welcome.sessionId()).isEqualTo("s1");
            assertThat(welcome.committedSeq()).isZero();
            assertThat(welcome.creditFrames()).isEqualTo(2 * 51);
            assertThat(welcome.clipMaxSeconds()).isEqualTo(3);
            assertThat(welcome.maxFrame()).isEqualTo(65_536);
        });
    }

    @Test
    void refusesWhoIsNotKnown() {
        session.onFrame(unnumbered(hello(null)), now);
        session.onIdentity(Optional.empty(), now);
        assertEnded(ErrorCode.UNAUTHENTICATED);

        begin();
        session.onFrame(unnumbered(hello(null)), now);
        session.onIdentity(Optional.of(new DeviceIdentity(UUID.randomUUID(), 5, UUID.randomUUID())), now);
        assertEnded(ErrorCode.UNAUTHENTICATED);

        begin();
        audio(1);
        assertEnded(ErrorCode.UNAUTHENTICATED);

        begin();
        session.onFrame(unnumbered(hello(null)), now);
        session.onIdentityAway();
        assertEnded(ErrorCode.OVERLOADED);
    }

    @Test
    void refusesAHelloThatItCannotWorkWith() {
        Body.Hello good = hello(null);
        for (Body.Hello bad : List.of(
                new Body.Hello("key", good.deviceId(), null, null, RATE, 1, "s16le", null, null, null),
                new Body.Hello("key", good.deviceId(), "b 1", null, RATE, 1, "s16le", null, null, null),
                new Body.Hello("key", good.deviceId(), "b1", null, 999, 1, "s16le", null, null, null),
                new Body.Hello("key", good.deviceId(), "b1", null, RATE, 0, "s16le", null, null, null),
                new Body.Hello("key", good.deviceId(), "b1", null, RATE, 1, "mp3", null, null, null),
                new Body.Hello("key", good.deviceId(), "b1", null, RATE, 3, "opus", null, null, null),
                new Body.Hello("key", good.deviceId(), "b1", null, 44_100, 1, "opus", null, null, null),
                new Body.Hello(
                        "key",
                        good.deviceId(),
                        "b1",
                        null,
                        RATE,
                        1,
                        "s16le",
                        null,
                        null,
                        null,
                        List.of("everybody")))) {
            begin();
            session.onFrame(unnumbered(bad), now);
            assertEnded(ErrorCode.UNSUPPORTED_FORMAT);
        }
        begin();
        session.onFrame(unnumbered(hello(0L)), now);
        assertEnded(ErrorCode.BAD_SEQUENCE);
    }

    @Test
    void cutsAnEndlessStreamByItsSamples() {
        welcome(null);

        for (int seq = 1; seq <= 2 * FRAMES_PER_CLIP; seq++) {
            audio(seq);
        }

        assertThat(outlet.clips).hasSize(2).allMatch(clip -> clip.complete);
        assertThat(outlet.clips).extracting(clip -> clip.clip.bootId()).containsExactly("b1@1.3000", "b1@31.3000");
        assertThat(outlet.clips).allMatch(clip -> clip.audio.size() == FRAMES_PER_CLIP * FRAME_BYTES);
    }

    @Test
    void cutsAClipOfManySmallFramesByTheirNumber() {
        welcome(null);

        for (int seq = 1; seq <= 50; seq++) {
            frame(0, 1, seq, new Body.Audio(samples(2)));
        }

        assertThat(outlet.clips).singleElement().matches(clip -> clip.complete);
    }

    @Test
    void endsAClipWhereTheDeviceSaysSo() {
        welcome(null);
        audio(1);
        frame(Frame.LAST_OF_CLIP, 1, 2, new Body.Audio(samples(FRAME_BYTES)));
        audio(3);
        frame(0, 1, 4, new Body.EndClip());
        audio(5);
        frame(0, 2, 6, new Body.Audio(samples(FRAME_BYTES)));

        assertThat(outlet.clips).hasSize(4);
        assertThat(outlet.clips.subList(0, 3)).allMatch(clip -> clip.complete);
        assertThat(outlet.clips.getLast().complete).isFalse();
        assertThat(outlet.clips.getLast().clip.clip()).isEqualTo(2);
    }

    @Test
    void neverSplicesSoundOverAGap() {
        welcome(null);
        audio(1);
        frame(0, 1, 2, new Body.Gap(2L, 480, "overrun"));
        audio(3);

        assertThat(outlet.clips).hasSize(2);
        assertThat(outlet.clips.getFirst().complete).isTrue();
        assertThat(outlet.clips.getLast().clip.bootId()).isEqualTo("b1@3.3000");
        assertThat(meters.counter("ingest.stream.lost.samples").count()).isEqualTo(480);
    }

    @Test
    void acknowledgesInTheOrderOfTheClipsWhatIsCommitted() {
        welcome(null);
        clip(1, 2);
        clip(3, 4);

        outlet.clips.get(1).commit();
        assertThat(outlet.sent(Body.Ack.class)).isEmpty();
        outlet.clips.get(0).commit();

        assertThat(outlet.last()).isEqualTo(new Body.Ack(4, 4, 102));
        assertThat(positions.of(DEVICE.deviceId(), "b1")).isEqualTo(4);
    }

    @Test
    void acknowledgesAnEndWithoutSoundWithTheClipBeforeIt() {
        welcome(null);
        frame(Frame.LAST_OF_CLIP, 1, 1, new Body.Audio(samples(FRAME_BYTES)));
        frame(0, 1, 2, new Body.EndClip());
        outlet.clips.getFirst().commit();
        assertThat(outlet.last()).isEqualTo(new Body.Ack(2, 2, 102));

        frame(0, 1, 3, new Body.Gap(3L, 1, null));
        assertThat(outlet.last()).isEqualTo(new Body.Ack(3, 3, 102));
    }

    @Test
    void refusesAFrameWhosePredecessorsAreMissing() {
        welcome(null);
        audio(1);
        audio(3);
        assertEnded(ErrorCode.BAD_SEQUENCE);
        assertThat(outlet.clips.getFirst().aborted).isTrue();
    }

    @Test
    void ignoresWhatIsCommittedWhenTheDeviceComesBack() {
        welcome(null);
        clip(1, 2);
        audio(3);
        session.onGone();
        outlet.clips.getFirst().commit();
        assertThat(outlet.clips.getLast().aborted).isTrue();

        begin();
        welcome(1L);
        assertThat(outlet.sent(Body.Welcome.class).getFirst().committedSeq()).isEqualTo(2);
        audio(1);
        audio(2);
        audio(3);

        assertThat(outlet.clips).singleElement().satisfies(clip -> {
            assertThat(clip.clip.bootId()).isEqualTo("b1@3.3000");
            assertThat(clip.audio.size()).isEqualTo(FRAME_BYTES);
        });
        assertThat(meters.counter("ingest.frames.duplicates").count()).isEqualTo(2);
    }

    @Test
    void namesAClipThatIsSentAgainAsBefore() {
        welcome(null);
        for (int seq = 1; seq <= 40; seq++) {
            audio(seq);
        }
        List<NewClip> before = outlet.clips.stream().map(clip -> clip.clip).toList();
        session.onGone();

        outlet = new RecordingOutlet();
        session = new DeviceSession(
                "s2",
                new SessionScope(
                        LIMITS,
                        new StreamPositions(),
                        scope.meters(),
                        scope.observer(),
                        scope.clock(),
                        scope.nanoTime()),
                outlet,
                now);
        welcome(1L);
        for (int seq = 1; seq <= 40; seq++) {
            audio(seq);
        }

        assertThat(outlet.clips.stream().map(clip -> clip.clip).toList()).isEqualTo(before);
    }

    @Test
    void believesADeviceThatNoLongerHasWhatIsMissing() {
        welcome(9L);
        assertThat(outlet.sent(Body.Welcome.class).getFirst().committedSeq()).isEqualTo(8);
        audio(9);
        assertThat(session.isOver()).isFalse();
    }

    @Test
    void countsAGapWhenADeviceHasLostWhatItHadNotSent() {
        positions.raise(DEVICE.deviceId(), "b1", 5);
        welcome(9L);
        assertThat(outlet.sent(Body.Welcome.class).getFirst().committedSeq()).isEqualTo(8);
        assertThat(meters.counter("ingest.stream.gaps").count()).isOne();
    }

    @Test
    void showsHowManyResultsWait() {
        scope.meters().eventWaits(true);
        scope.meters().eventWaits(true);
        scope.meters().eventWaits(false);
        assertThat(meters.get("ingest.events.waiting").gauge().value()).isOne();
    }

    @Test
    void endsWithTheAdviceToComeBackWhenAClipCannotBeStored() {
        welcome(null);
        clip(1, 2);
        clip(3, 4);

        outlet.clips.get(0).answer(new Receipt.Unavailable());
        assertEnded(ErrorCode.OVERLOADED);
        outlet.clips.get(1).commit();

        assertThat(positions.of(DEVICE.deviceId(), "b1")).isZero();
    }

    @Test
    void asksForAClipAgainThatIsTakenLaterOrThatDidNotArriveAsItWasSent() {
        for (Receipt refused : List.of(
                new Receipt.Refused("storage_unavailable", "Later.", 503),
                new Receipt.Refused("rate_limited", "Later.", 429),
                new Receipt.Refused("checksum_mismatch", "Again.", 422))) {
            begin();
            welcome(null);
            clip(1, 2);

            outlet.clips.getFirst().answer(refused);

            assertEnded(ErrorCode.OVERLOADED);
            assertThat(positions.of(DEVICE.deviceId(), "b1")).isZero();
        }
    }

    @Test
    void goesOnBehindAClipThatNobodyWillEverTake() {
        welcome(null);
        clip(1, 2);
        outlet.clips.getFirst().answer(new Receipt.Refused("empty_audio", "No sound.", 422));

        assertThat(outlet.sent(Body.Failure.class))
                .containsExactly(new Body.Failure("unsupported_format", "No sound.", null, false));
        assertThat(outlet.last()).isEqualTo(new Body.Ack(2, 2, 102));
        assertThat(session.isOver()).isFalse();
    }

    @Test
    void throwsTheRestOfAClipAwayThatIsRefusedEarly() {
        welcome(null);
        audio(1);
        outlet.clips.getFirst().answer(new Receipt.Refused("unsupported_media_type", "No.", 415));
        ByteBuf rest = samples(FRAME_BYTES);
        frame(0, 1, 2, new Body.Audio(rest));
        frame(0, 1, 3, new Body.EndClip());

        assertThat(rest.refCnt()).isZero();
        assertThat(outlet.last()).isEqualTo(new Body.Ack(3, 3, 102));
    }

    @Test
    void takesNothingWhileTheGatewayTakesNothing() {
        welcome(null);
        audio(1);
        outlet.ready = false;
        assertThat(session.isTaking()).isFalse();
        tick(250);
        assertThat(outlet.sent(Body.SlowDown.class)).isEmpty();
        tick(250);
        tick(250);
        assertThat(outlet.sent(Body.SlowDown.class)).hasSize(1);
        assertThat(outlet.last()).isEqualTo(new Body.Ack(0, 1, 51));

        outlet.ready = true;
        assertThat(session.isTaking()).isTrue();
        tick(250);
        tick(1_000);
        audio(2);
        tick(1_100);
        assertThat(outlet.last()).isEqualTo(new Body.Ack(0, 2, 102));
    }

    @Test
    void hasNoMoreThanFourClipsOnTheirWay() {
        welcome(null);
        for (int clip = 0; clip < 4; clip++) {
            assertThat(session.isTaking()).isTrue();
            frame(Frame.LAST_OF_CLIP, clip, clip + 1, new Body.Audio(samples(FRAME_BYTES)));
        }
        assertThat(session.isTaking()).isFalse();
        outlet.clips.getFirst().commit();
        assertThat(session.isTaking()).isTrue();
    }

    @Test
    void holdsADeviceToItsCredit() {
        welcome(null);
        for (int seq = 1; seq <= 102; seq++) {
            audio(seq);
        }
        assertThat(session.isOver()).isFalse();
        audio(103);
        assertEnded(ErrorCode.RATE_LIMITED);
    }

    @Test
    void refusesSoundThatIsNotWhatHelloSaid() {
        welcome(null);
        frame(0, 1, 1, new Body.Audio(samples(3)));
        assertEnded(ErrorCode.BAD_LENGTH);

        begin();
        welcome(null);
        frame(Frame.OPUS, 1, 1, new Body.Audio(samples(4)));
        assertEnded(ErrorCode.UNSUPPORTED_FORMAT);

        begin();
        welcome(null);
        frame(0, 1, 1, new Body.Audio(samples(2 * 3 * RATE + 2)));
        assertEnded(ErrorCode.CLIP_TOO_LONG);
    }

    @Test
    void refusesFramesThatOnlyTheServerSendsAndASecondHello() {
        for (Body body : List.of(
                new Body.Ack(1, 1, 1),
                new Body.SlowDown(1, 1),
                new Body.Welcome("s", 0, 1, 0, 1, 1, 1),
                new Body.Event(new byte[] {'{', '}'}),
                hello(null))) {
            begin();
            welcome(null);
            session.onFrame(unnumbered(body), now);
            assertEnded(ErrorCode.BAD_SEQUENCE);
        }
    }

    @Test
    void passesOnWhatIsWrongWithTheBytes() {
        welcome(null);
        session.onBad(new Parsed.Bad(ErrorCode.BAD_CRC, "x"));
        assertEnded(ErrorCode.BAD_CRC);
        assertThat(meters.counter("ingest.frames.errors", "code", "bad_crc").count())
                .isOne();
    }

    @Test
    void answersAPing() {
        welcome(null);
        session.onFrame(unnumbered(new Body.Ping()), now);
        assertThat(outlet.last()).isEqualTo(new Body.Pong());
    }

    @Test
    void hearsHowADeviceIsAtMostOnceASecond() {
        welcome(null);
        var report = new Body.Telemetry(-60, null, null, null, null, null, null, null, null);
        session.onFrame(unnumbered(report), now);
        session.onFrame(unnumbered(report), now);
        now += 1_000_000_001L;
        session.onFrame(unnumbered(report), now);
        assertThat(observer.telemetry).hasSize(2);
        assertThat(meters.counter("ingest.telemetry.ignored").count()).isOne();
    }

    @Test
    void tellsResultsToADeviceThatWantsThemAndDropsWhatItHasNoRoomFor() {
        var result = new Body.Event(new byte[] {'{', '}'});
        welcome(null);
        session.onEvent(result);
        assertThat(session.isListening()).isFalse();
        assertThat(outlet.sent(Body.Event.class)).isEmpty();

        begin();
        session.onFrame(
                unnumbered(
                        new Body.Hello("key", null, "b1", null, RATE, 1, "s16le", null, null, null, List.of("user"))),
                now);
        session.onEvent(result);
        session.onIdentity(Optional.of(DEVICE), now);
        assertThat(session.isListening()).isTrue();
        session.onEvent(result);
        outlet.roomForEvents = false;
        session.onEvent(result);

        assertThat(outlet.sent(Body.Event.class)).containsExactly(result);
        assertThat(meters.counter("ingest.events", "outcome", "sent").count()).isOne();
        assertThat(meters.counter("ingest.events", "outcome", "dropped").count())
                .isOne();
        assertThat(session.isOver()).isFalse();
    }

    @Test
    void cutsOpusByTheLengthsOfItsPackets() {
        welcomeOpus();

        for (int seq = 1; seq <= FRAMES_PER_CLIP + 1; seq++) {
            frame(Frame.OPUS, 1, seq, new Body.Audio(packet()));
        }

        assertThat(outlet.clips).hasSize(2);
        assertThat(outlet.clips.getFirst().complete).isTrue();
        assertThat(outlet.clips.getFirst().audio.size()).isEqualTo(FRAMES_PER_CLIP * 7);
        assertThat(outlet.clips.getFirst().clip.opus()).isTrue();
        assertThat(observer.sounds).isEqualTo(FRAMES_PER_CLIP + 1);
        assertThat(observer.sampleBytes).isZero();
    }

    @Test
    void refusesWhatIsNoOpusPacket() {
        welcomeOpus();
        frame(0, 1, 1, new Body.Audio(packet()));
        assertEnded(ErrorCode.UNSUPPORTED_FORMAT);

        begin();
        welcomeOpus();
        frame(Frame.OPUS, 1, 1, new Body.Audio(Unpooled.wrappedBuffer(new byte[] {(byte) 0x99, 1, 2})));
        assertThat(session.isOver()).isFalse();
        frame(Frame.OPUS, 1, 2, new Body.Audio(Unpooled.wrappedBuffer(new byte[] {(byte) 0x99, 1})));
        assertEnded(ErrorCode.BAD_LENGTH);
    }

    private void welcomeOpus() {
        session.onFrame(unnumbered(new Body.Hello("key", null, "b1", null, 16_000, 1, "opus", null, null, null)), now);
        session.onIdentity(Optional.of(DEVICE), now);
    }

    /** CELT, five frames of 20 ms. */
    private static ByteBuf packet() {
        return Unpooled.wrappedBuffer(new byte[] {(byte) 0x9b, 5, 1, 2, 3, 4, 5});
    }

    @Test
    void tellsOnceWhenADeviceComesAndGoes() {
        welcome(null);
        audio(1);
        frame(0, 1, 2, new Body.Gap(2L, 480, "buffer_full"));
        session.onFrame(unnumbered(new Body.Pong()), now);
        assertThat(observer.seen).isEqualTo(3);
        assertThat(observer.sampleBytes).isEqualTo(FRAME_BYTES);
        assertThat(observer.lostSamples).isEqualTo(480);

        session.onFrame(unnumbered(new Body.Bye()), now);
        outlet.clips.getFirst().commit();
        session.onGone();

        assertThat(observer.begun).isOne();
        assertThat(observer.ended).isOne();
    }
}
