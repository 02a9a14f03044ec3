package dev.chirp.ingest.session;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.ErrorCode;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.intake.Receipt;
import dev.chirp.ingest.session.Clips.Sound;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Optional;

/** The numbered frames of one connection: in order, within the credit, cut into clips, acknowledged when committed. */
final class AudioStream implements Clips.Listener {
    /** What the connection has to know of it. */
    interface Listener {
        /** The connection cannot go on. */
        void onObjection(Objection objection);

        /** No clip is on its way any more. */
        void onSettled();
    }

    private final DeviceIdentity device;
    private final Sound sound;
    private final SessionScope scope;
    private final Outlet outlet;
    private final DeviceObserver.Observation observation;
    private final Listener listener;
    private final Sequence sequence;
    private final Clips clips;
    private boolean acknowledging = true;
    private boolean slow;
    private long ackedReceived;
    private long now;
    private long ackedAt;
    private long audioAt;

    /** @param committed the last frame that is committed, or that the device no longer has; 0: none */
    AudioStream(
            DeviceIdentity device,
            Sound sound,
            long committed,
            SessionScope scope,
            Outlet outlet,
            DeviceObserver.Observation observation,
            Listener listener,
            long now) {
        this.device = device;
        this.sound = sound;
        this.scope = scope;
        this.outlet = outlet;
        this.observation = observation;
        this.listener = listener;
        this.sequence = new Sequence(committed);
        this.clips = new Clips(device, sound, scope.limits(), outlet, this);
        this.ackedReceived = committed;
        this.now = now;
        this.ackedAt = now;
        this.audioAt = now;
        sequence.grant(credit());
    }

    DeviceIdentity device() {
        return device;
    }

    DeviceObserver.Observation observation() {
        return observation;
    }

    String bootId() {
        return sound.bootId();
    }

    long committed() {
        return sequence.committed();
    }

    /** Frames beyond the committed ones. */
    long credit() {
        SessionLimits limits = scope.limits();
        return (slow ? 1 : limits.creditClips()) * limits.clipCredit();
    }

    boolean isTaking() {
        return clips.isTaking();
    }

    boolean isSettled() {
        return clips.isSettled();
    }

    /** Whether a clip is open, and for how long it has been silent. */
    boolean isInterrupted(long at, Duration patience) {
        return clips.isOpen() && at - audioAt > patience.toNanos();
    }

    /** The connection was not read from until now, so that the device could not be heard. */
    void forgive(long at) {
        audioAt = at;
    }

    /** Takes a frame with a number, and its buffer. */
    Optional<Objection> take(Frame frame, long at) {
        now = at;
        return switch (sequence.check(frame.seq())) {
            case NEXT -> next(frame);
            case DUPLICATE -> {
                frame.release();
                scope.meters().duplicate();
                yield Optional.empty();
            }
            case GAP -> {
                frame.release();
                yield Optional.of(Objection.to(
                        ErrorCode.BAD_SEQUENCE,
                        "sequence number: %d (expected: %d)".formatted(frame.seq(), sequence.received() + 1)));
            }
            case BEYOND_CREDIT -> {
                frame.release();
                yield Optional.of(
                        Objection.to(ErrorCode.RATE_LIMITED, "Frame %d is beyond the credit.".formatted(frame.seq())));
            }
        };
    }

    private Optional<Objection> next(Frame frame) {
        if (frame.body() instanceof Body.Audio audio) {
            Optional<Objection> objection = objection(frame, audio);
            if (objection.isPresent()) {
                frame.release();
                return objection;
            }
            audioAt = now;
            scope.meters().audio(audio.samples().readableBytes());
            observe(audio.samples());
            sequence.received(frame.seq());
            clips.audio(frame, audio.samples(), now);
        } else {
            if (frame.body() instanceof Body.Gap gap) {
                scope.meters().gap(Math.max(0, gap.lostSamples()));
                observation.gap(gap.lostSamples());
            }
            sequence.received(frame.seq());
            clips.boundary(frame.seq(), now);
        }
        return Optional.empty();
    }

    private void observe(ByteBuf audio) {
        if (sound.opus()) {
            observation.sound();
        } else {
            observation.samples(audio);
        }
    }

    private Optional<Objection> objection(Frame frame, Body.Audio audio) {
        if (frame.has(Frame.OPUS) != sound.opus()) {
            return Optional.of(Objection.to(
                    ErrorCode.UNSUPPORTED_FORMAT,
                    sound.opus()
                            ? "HELLO said opus, and this frame is not."
                            : "HELLO said s16le, and this frame is Opus."));
        }
        long samples = sound.samples(audio.samples());
        if (samples == 0) {
            return Optional.of(Objection.to(
                    ErrorCode.BAD_LENGTH,
                    sound.opus()
                            ? "A frame is one Opus packet, and this one's lengths do not fit."
                            : "A frame holds whole samples of every channel."));
        }
        return clips.isTooLong(samples)
                ? Optional.of(Objection.to(ErrorCode.CLIP_TOO_LONG, "One frame alone is longer than a clip may be."))
                : Optional.empty();
    }

    /** Tells from time to time what has arrived; what is committed is told at once. */
    void tick(long at) {
        now = at;
        if (at - ackedAt > scope.limits().ackEvery().toNanos()) {
            slow = false;
            if (sequence.received() > ackedReceived) {
                ack();
            }
        }
    }

    /** Once for each time that the device is held up; the credit is small for a while. */
    void slowDown(long at, int held) {
        now = at;
        slow = true;
        scope.meters().slowDown();
        outlet.send(Frame.unnumbered(new Body.SlowDown(held, Frame.HEADER_BYTES + Frame.MAX_PAYLOAD_BYTES)));
        ack();
    }

    private void ack() {
        sequence.grant(credit());
        ackedReceived = sequence.received();
        ackedAt = now;
        outlet.send(Frame.unnumbered(new Body.Ack(sequence.committed(), sequence.received(), credit())));
    }

    /** The last word on what is committed; more may be, later, which the device learns when it comes back. */
    void finalAck() {
        if (acknowledging) {
            acknowledging = false;
            outlet.send(Frame.unnumbered(new Body.Ack(sequence.committed(), sequence.received(), 0)));
        }
    }

    /** Gives up the clip that is not complete. Those that are go on, and raise what is known as committed. */
    void stop() {
        clips.abort();
    }

    /** Nothing is sent any more. */
    void silence() {
        acknowledging = false;
    }

    @Override
    public void onAnswered(Receipt receipt, ClipEnding clip) {
        switch (receipt) {
            case Receipt.Committed committed ->
                scope.meters()
                        .committed(
                                committed.duplicate(),
                                clip.sinceItsEnd(scope.nanoTime().getAsLong()));
            case Receipt.Refused refused
            when !Clips.isToBeSentAgain(refused) -> {
                scope.meters().refused("invalid");
                if (acknowledging) {
                    outlet.send(Frame.unnumbered(
                            new Body.Failure(ErrorCode.UNSUPPORTED_FORMAT.wireName(), refused.detail(), null, false)));
                }
            }
            case Receipt.Refused refused -> sendAgain();
            case Receipt.Unavailable unavailable -> sendAgain();
        }
    }

    private void sendAgain() {
        scope.meters().refused("unavailable");
        listener.onObjection(Objection.later("A clip could not be stored now; send again what is not committed."));
    }

    @Override
    public void onCommitted(long seq) {
        scope.positions().raise(device.deviceId(), sound.bootId(), seq);
        if (sequence.committed(seq) && acknowledging) {
            ack();
        }
        if (clips.isSettled()) {
            listener.onSettled();
        }
    }
}
