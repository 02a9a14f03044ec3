package dev.chirp.ingest.session;

import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.ErrorCode;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.frame.Parsed;
import dev.chirp.ingest.session.Phase.AwaitingHello;
import dev.chirp.ingest.session.Phase.Ended;
import dev.chirp.ingest.session.Phase.Identifying;
import dev.chirp.ingest.session.Phase.Leaving;
import dev.chirp.ingest.session.Phase.Streaming;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One connection of a device, as decisions: what comes in are frames, answers and the time, what goes out goes through an
 * {@link Outlet}. Not thread-safe: everything happens on the event loop of its connection. Times are those of
 * {@link System#nanoTime}.
 */
public final class DeviceSession implements AudioStream.Listener {
    private static final Duration TELEMETRY_EVERY = Duration.ofSeconds(1);

    private final String id;
    private final SessionScope scope;
    private final Outlet outlet;
    private final Liveness liveness;
    private Phase phase;
    private boolean roomForMore = true;
    private boolean listening;
    private boolean telemetrySeen;
    private long telemetryAt;

    /** {@code id} is told to the device and stands in logs. */
    public DeviceSession(String id, SessionScope scope, Outlet outlet, long now) {
        this.id = id;
        this.scope = scope;
        this.outlet = outlet;
        this.liveness = new Liveness(scope.limits(), outlet, now);
        this.phase = new AwaitingHello(now);
    }

    public String id() {
        return id;
    }

    /** The device, from WELCOME to the end of the connection. */
    public Optional<DeviceIdentity> device() {
        return phase instanceof Streaming(AudioStream stream) ? Optional.of(stream.device()) : Optional.empty();
    }

    /** What the device numbers its frames by, while {@link #device} is there. */
    public Optional<String> bootId() {
        return phase instanceof Streaming(AudioStream stream) ? Optional.of(stream.bootId()) : Optional.empty();
    }

    public boolean isOver() {
        return phase instanceof Ended;
    }

    /** Whether the next frame may come now; otherwise the connection is not to be read from. */
    public boolean isTaking() {
        return switch (phase) {
            case AwaitingHello waiting -> true;
            case Streaming(AudioStream stream) -> roomForMore && stream.isTaking();
            case Identifying identifying -> false;
            case Leaving leaving -> false;
            case Ended ended -> false;
        };
    }

    /** Whether this instance has room for more bytes; without it nothing more is taken. */
    public void roomForMore(boolean room) {
        roomForMore = room;
    }

    /** Takes a frame, and its buffer with it; to be called while {@link #isTaking}. */
    public void onFrame(Frame frame, long now) {
        liveness.heard(now);
        scope.meters().frame(frame.body().type());
        switch (phase) {
            case AwaitingHello waiting when frame.body() instanceof Body.Hello hello -> hello(hello, now);
            case AwaitingHello waiting -> {
                frame.release();
                end(Objection.to(ErrorCode.UNAUTHENTICATED, "The first frame is HELLO."));
            }
            case Streaming(AudioStream stream) -> {
                stream.observation().seen();
                stream(stream, frame, now);
            }
            case Identifying identifying -> frame.release();
            case Leaving leaving -> frame.release();
            case Ended ended -> frame.release();
        }
    }

    /** What came is no frame. */
    public void onBad(Parsed.Bad bad) {
        end(Objection.to(bad.code(), bad.detail()));
    }

    private void hello(Body.Hello hello, long now) {
        Optional<Objection> objection = HelloCheck.objection(hello);
        if (objection.isPresent()) {
            end(objection.get());
        } else {
            phase = new Identifying(hello, now);
            outlet.identify(hello.deviceKey());
        }
    }

    /** The owner of the key or the certificate; empty when it is no good. */
    public void onIdentity(Optional<DeviceIdentity> identity, long now) {
        if (!(phase instanceof Identifying(Body.Hello hello, long since))) {
            return;
        }
        if (identity.isEmpty()) {
            end(Objection.to(
                    ErrorCode.UNAUTHENTICATED, "The key or the certificate is missing, unknown, expired or revoked."));
        } else if (hello.deviceId() != null
                && !identity.get().deviceId().toString().equalsIgnoreCase(hello.deviceId())) {
            end(Objection.to(ErrorCode.UNAUTHENTICATED, "It is another device than device_id says."));
        } else {
            welcome(identity.get(), hello, now);
        }
    }

    /** Whose key it is cannot be found out now. */
    public void onIdentityAway() {
        if (phase instanceof Identifying) {
            end(Objection.later("The key cannot be checked now."));
        }
    }

    private void welcome(DeviceIdentity device, Body.Hello hello, long now) {
        String bootId = Objects.requireNonNull(hello.bootId());
        SessionLimits limits = scope.limits();
        long known = scope.positions().of(device.deviceId(), bootId);
        Long resumeFrom = hello.resumeFrom();
        long forgotten = resumeFrom == null ? 0 : resumeFrom - 1;
        if (known > 0 && forgotten > known) {
            scope.meters().gap(0);
        }
        listening = hello.subscribe() != null && hello.subscribe().contains(Body.Hello.USER);
        var sound = new Clips.Sound(bootId, hello.sampleRate(), hello.channels(), hello.sendsOpus());
        DeviceObserver.Observation observation = scope.observer().begin(device, hello);
        AudioStream stream =
                new AudioStream(device, sound, Math.max(known, forgotten), scope, outlet, observation, this, now);
        phase = new Streaming(stream);
        outlet.send(Frame.unnumbered(new Body.Welcome(
                id,
                stream.committed(),
                stream.credit(),
                scope.clock().millis(),
                Frame.MAX_PAYLOAD_BYTES,
                limits.clipLength().toSeconds(),
                limits.heartbeat().toMillis())));
    }

    private void stream(AudioStream stream, Frame frame, long now) {
        switch (frame.body()) {
            case Body.Audio audio -> stream.take(frame, now).ifPresent(this::end);
            case Body.Gap gap -> stream.take(frame, now).ifPresent(this::end);
            case Body.EndClip endClip -> stream.take(frame, now).ifPresent(this::end);
            case Body.Telemetry telemetry -> telemetry(stream, telemetry, now);
            case Body.Ping ping -> outlet.send(Frame.unnumbered(new Body.Pong()));
            case Body.Pong pong -> {}
            case Body.Bye bye -> leave(stream, bye, now);
            case Body.Failure failure -> leave(stream, new Body.Bye(), now);
            case Body.Hello hello -> end(Objection.to(ErrorCode.BAD_SEQUENCE, "HELLO comes once."));
            case Body.Welcome welcome -> notForUs(frame);
            case Body.Ack ack -> notForUs(frame);
            case Body.SlowDown slow -> notForUs(frame);
            case Body.Event event -> notForUs(frame);
        }
    }

    private void notForUs(Frame frame) {
        end(Objection.to(
                ErrorCode.BAD_SEQUENCE, "A device does not send " + frame.body().type() + "."));
    }

    /** Whether the device wants to hear of its user's recordings. */
    public boolean isListening() {
        return listening && phase instanceof Streaming;
    }

    /** Something became of a recording of the device's user; what the device has no room for passes it by. */
    public void onEvent(Body.Event event) {
        if (isListening()) {
            scope.meters().event(outlet.offer(event));
        }
    }

    private void telemetry(AudioStream stream, Body.Telemetry telemetry, long now) {
        if (telemetrySeen && now - telemetryAt < TELEMETRY_EVERY.toNanos()) {
            scope.meters().telemetryIgnored();
            return;
        }
        telemetrySeen = true;
        telemetryAt = now;
        stream.observation().telemetry(telemetry);
    }

    /**
     * The time goes on; to be called a few times a second.
     *
     * @param incompleteFor how long a frame has been on its way of which a part has come; zero when there is none
     * @param held bytes of this connection that wait to be taken
     */
    public void onTick(long now, Duration incompleteFor, int held) {
        Duration helloTimeout = scope.limits().helloTimeout();
        switch (phase) {
            case AwaitingHello(long since) -> {
                if (now - since > helloTimeout.toNanos()) {
                    end(Objection.to(ErrorCode.TIMEOUT, "No HELLO came in time."));
                }
            }
            case Identifying(Body.Hello hello, long since) -> {
                if (now - since > helloTimeout.toNanos()) {
                    onIdentityAway();
                }
            }
            case Streaming(AudioStream stream) ->
                (isTaking() ? liveness.tick(stream, now, incompleteFor) : liveness.heldUp(stream, now, held))
                        .ifPresent(this::end);
            case Leaving leaving -> {
                if (now - leaving.until() >= 0) {
                    farewell(leaving);
                }
            }
            case Ended ended -> {}
        }
    }

    /** The key of the device has been revoked. */
    public void revoke() {
        end(Objection.to(ErrorCode.REVOKED, "The key has been revoked."));
    }

    /** The device has connected again. */
    public void replace() {
        end(Objection.to(ErrorCode.TIMEOUT, "The device has opened another connection."));
    }

    /** This instance has no room for another connection. */
    public void refuse() {
        end(Objection.later("Too many devices are connected here."));
    }

    /** Something failed that should not. */
    public void fail() {
        end(new Objection(ErrorCode.INTERNAL, "Something went wrong on our side.", 1_000L));
    }

    /** The instance goes away: complete clips are awaited, then the device is told when to come back. */
    public void drain(long comeBackMillis, long now) {
        Objection away = new Objection(ErrorCode.OVERLOADED, "This instance is going away.", comeBackMillis);
        if (phase instanceof Streaming(AudioStream stream)) {
            leave(stream, away.asFailure(), now);
        } else if (!(phase instanceof Leaving)) {
            end(away);
        }
    }

    private void leave(AudioStream stream, Body farewell, long now) {
        Leaving leaving = new Leaving(
                stream, farewell, now + scope.limits().farewellTimeout().toNanos());
        phase = leaving;
        stream.stop();
        if (stream.isSettled()) {
            farewell(leaving);
        }
    }

    @Override
    public void onSettled() {
        if (phase instanceof Leaving leaving) {
            farewell(leaving);
        }
    }

    private void farewell(Leaving leaving) {
        phase = new Ended();
        leaving.stream().observation().end();
        leaving.stream().finalAck();
        outlet.send(Frame.unnumbered(leaving.farewell()));
        outlet.close();
    }

    @Override
    public void onObjection(Objection objection) {
        end(objection);
    }

    private void end(Objection objection) {
        if (!isOver()) {
            scope.meters().error(objection.code());
            onGone();
            outlet.send(Frame.unnumbered(objection.asFailure()));
            outlet.close();
        }
    }

    /** The connection is gone. Clips that were complete go on to be stored, and count when the device comes back. */
    public void onGone() {
        Phase before = phase;
        phase = new Ended();
        switch (before) {
            case Streaming(AudioStream stream) -> {
                stream.silence();
                stream.stop();
                stream.observation().end();
            }
            case Leaving leaving -> {
                leaving.stream().silence();
                leaving.stream().observation().end();
            }
            case AwaitingHello waiting -> {}
            case Identifying identifying -> {}
            case Ended ended -> {}
        }
    }
}
