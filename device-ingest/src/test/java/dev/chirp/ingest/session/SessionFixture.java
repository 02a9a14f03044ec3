package dev.chirp.ingest.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.ErrorCode;
import dev.chirp.ingest.frame.Frame;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** A session whose device and whose gateway are the test. */
abstract class SessionFixture {
    /** 8,000 samples a second: a frame of 1,600 bytes is 100 ms, a clip of 3 s has 30 of them. */
    static final int RATE = 8_000;

    static final int FRAME_BYTES = 1_600;
    static final int FRAMES_PER_CLIP = 30;
    static final DeviceIdentity DEVICE = new DeviceIdentity(UUID.randomUUID(), 5, UUID.randomUUID());
    static final SessionLimits LIMITS = new SessionLimits(
            Duration.ofSeconds(3),
            50,
            2,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1));

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final RecordingObserver observer = new RecordingObserver();
    final StreamPositions positions = new StreamPositions();
    long now = 1_000_000_000L;
    final SessionScope scope =
            new SessionScope(LIMITS, positions, new StreamMeters(meters), observer, Clock.systemUTC(), () -> now);
    RecordingOutlet outlet = new RecordingOutlet();
    DeviceSession session = new DeviceSession("s1", scope, outlet, now);

    final void begin() {
        outlet = new RecordingOutlet();
        session = new DeviceSession("s1", scope, outlet, now);
    }

    final void welcome(Long resumeFrom) {
        session.onFrame(unnumbered(hello(resumeFrom)), now);
        session.onIdentity(Optional.of(DEVICE), now);
    }

    static Body.Hello hello(Long resumeFrom) {
        return new Body.Hello("key", DEVICE.deviceId().toString(), "b1", "1.0", RATE, 1, "s16le", 1L, null, resumeFrom);
    }

    final void audio(long seq) {
        frame(0, 1, seq, new Body.Audio(samples(FRAME_BYTES)));
    }

    /** A clip of the device's own making. */
    final void clip(long from, long to) {
        for (long seq = from; seq <= to; seq++) {
            frame(seq == to ? Frame.LAST_OF_CLIP : 0, from, seq, new Body.Audio(samples(FRAME_BYTES)));
        }
    }

    final void frame(int flags, long clip, long seq, Body body) {
        session.onFrame(new Frame(flags, clip, seq, body), now);
    }

    static Frame unnumbered(Body body) {
        return Frame.unnumbered(body);
    }

    static ByteBuf samples(int bytes) {
        return Unpooled.buffer(bytes).writeZero(bytes);
    }

    final void tick(long millis) {
        now += millis * 1_000_000;
        session.onTick(now, Duration.ZERO, 0);
    }

    final void assertEnded(ErrorCode code) {
        assertThat(session.isOver()).isTrue();
        assertThat(outlet.closed).isOne();
        assertThat(outlet.last()).isInstanceOfSatisfying(Body.Failure.class, failure -> {
            assertThat(failure.code()).isEqualTo(code.wireName());
            assertThat(failure.fatal()).isTrue();
        });
    }
}
