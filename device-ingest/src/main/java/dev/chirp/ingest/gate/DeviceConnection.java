package dev.chirp.ingest.gate;

import dev.chirp.contracts.event.EventId;
import dev.chirp.ingest.device.DeviceIdentity;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.frame.FrameStream;
import dev.chirp.ingest.frame.FrameWriter;
import dev.chirp.ingest.frame.Parsed;
import dev.chirp.ingest.gate.FrameGate.Known;
import dev.chirp.ingest.intake.ClipFeed;
import dev.chirp.ingest.intake.Receipt;
import dev.chirp.ingest.session.DeviceSession;
import dev.chirp.ingest.session.NewClip;
import dev.chirp.ingest.session.Outlet;
import dev.chirp.ingest.tls.TlsServer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The channel of one device: bytes in, frames to the session, frames out. Everything happens on the channel's event loop;
 * while the session takes nothing, the channel is not read from, so that at most one read of bytes waits here.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the channel, and channelInactive follows.
final class DeviceConnection extends ChannelInboundHandlerAdapter implements Outlet {
    private static final Logger log = LoggerFactory.getLogger(DeviceConnection.class);

    /** How long the last frame may take to reach a device that still sends. */
    private static final long LINGER_MILLIS = 1_000;

    /** Of the 64 KB that may wait to be written. */
    private static final int RESERVED_BYTES = 16 * 1024;

    /** For this connection's event loop. */
    private static final int MAX_WAITING_EVENTS = 32;

    private final Channel channel;
    private final Transport transport;
    private final FrameGate gate;
    private final FrameStream stream;
    private final DeviceSession session;
    private final AtomicInteger waitingEvents = new AtomicInteger();
    private @Nullable Known known;
    private @Nullable ClipPermits permits;
    private int accounted;
    private boolean entered;
    private boolean reading = true;
    private boolean flushNeeded;
    private boolean incomplete;
    private long incompleteSince;

    DeviceConnection(Channel channel, Transport transport, FrameGate gate) {
        this.channel = channel;
        this.transport = transport;
        this.gate = gate;
        this.stream = new FrameStream(channel.alloc());
        this.session = new DeviceSession(EventId.next().toString(), gate.scope(), this, gate.now());
    }

    DeviceSession session() {
        return session;
    }

    Transport transport() {
        return transport;
    }

    /** The device, from its welcome on. */
    Optional<Known> known() {
        return Optional.ofNullable(known);
    }

    void known(Known device) {
        known = device;
    }

    EventLoop eventLoop() {
        return channel.eventLoop();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        begin();
    }

    /** The channel is connected. */
    void begin() {
        if (!entered) {
            entered = true;
            gate.enter(this);
            goOn();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (session.isOver() || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        long begun = gate.taskTimes().begin();
        stream.offer(bytes);
        goOn();
        gate.taskTimes().end(begun);
    }

    /** Does what can be done now: takes frames while they are taken, and reads while there is room. */
    private void goOn() {
        // What has come whole is taken in any case: that lowers what is held.
        session.roomForMore(true);
        while (session.isTaking()) {
            Parsed parsed = stream.next();
            if (parsed instanceof Parsed.Complete(Frame frame)) {
                incomplete = false;
                session.onFrame(frame, gate.now());
            } else if (parsed instanceof Parsed.Bad bad) {
                session.onBad(bad);
            } else {
                break;
            }
        }
        session.roomForMore(gate.budget().hasRoomFor(stream.heldBytes()));
        noteIncomplete();
        account();
        read(session.isTaking() || session.isOver());
        flush();
    }

    private void noteIncomplete() {
        boolean now = session.isTaking() && stream.isIncomplete();
        if (now && !incomplete) {
            incompleteSince = gate.now();
        }
        incomplete = now;
    }

    private void account() {
        int held = stream.heldBytes();
        gate.budget().add(held - accounted);
        accounted = held;
    }

    private void read(boolean wanted) {
        if (wanted != reading) {
            reading = wanted;
            channel.config().setAutoRead(wanted);
        }
    }

    private void flush() {
        if (flushNeeded) {
            flushNeeded = false;
            channel.flush();
        }
    }

    /** The time goes on; to be {@link #run} a few times a second. */
    void tick() {
        long now = gate.now();
        Duration incompleteFor = incomplete ? Duration.ofNanos(now - incompleteSince) : Duration.ZERO;
        session.onTick(now, incompleteFor, stream.heldBytes());
        if (permits != null) {
            permits.askIfNeeded(now);
        }
    }

    /** Does something with the session, on its event loop. */
    void run(Runnable action) {
        if (eventLoop().inEventLoop()) {
            guarded(action);
        } else {
            eventLoop().execute(() -> guarded(action));
        }
    }

    private void guarded(Runnable action) {
        long begun = gate.taskTimes().begin();
        try {
            action.run();
            goOn();
        } catch (RuntimeException e) {
            failed(e);
        }
        gate.taskTimes().end(begun);
    }

    private void failed(Throwable cause) {
        log.atError().addKeyValue("session_id", session.id()).setCause(cause).log("Connection of a device failed");
        session.fail();
        flush();
    }

    @Override
    public void send(Frame frame) {
        if (!channel.isWritable()) {
            // It reads nothing, not even what is acknowledged.
            channel.close();
            return;
        }
        channel.write(FrameWriter.write(channel.alloc(), frame), channel.voidPromise());
        flushNeeded = true;
    }

    /** Results never take the room that acknowledgements need. */
    @Override
    public boolean offer(Body.Event event) {
        int bytes = Frame.HEADER_BYTES + event.envelope().length;
        if (channel.bytesBeforeUnwritable() < bytes + RESERVED_BYTES) {
            return false;
        }
        send(Frame.unnumbered(event));
        return true;
    }

    /** A result of the device's user came; from any thread. */
    void event(Body.Event event) {
        if (waitingEvents.incrementAndGet() > MAX_WAITING_EVENTS) {
            waitingEvents.decrementAndGet();
            gate.scope().meters().event(false);
            return;
        }
        gate.scope().meters().eventWaits(true);
        run(() -> {
            waitingEvents.decrementAndGet();
            gate.scope().meters().eventWaits(false);
            session.onEvent(event);
        });
    }

    @Override
    public void identify(@Nullable String deviceKey) {
        owner(deviceKey)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .toFuture()
                .whenComplete((identity, failure) -> run(() -> {
                    if (failure != null) {
                        log.atWarn().setCause(failure).log("Key of a device cannot be checked");
                        session.onIdentityAway();
                    } else {
                        session.onIdentity(identity, gate.now());
                        session.device().ifPresent(device -> {
                            stream.trust();
                            permits = gate.permits(this, device);
                            gate.welcome(this);
                        });
                    }
                }));
    }

    private Mono<DeviceIdentity> owner(@Nullable String deviceKey) {
        if (deviceKey != null) {
            return gate.keys().resolve(deviceKey);
        }
        return Mono.justOrEmpty(Optional.ofNullable(channel.pipeline().get(SslHandler.class))
                        .flatMap(TlsServer::deviceOf))
                .flatMap(gate.keys()::ofCertificate);
    }

    @Override
    public boolean mayBegin() {
        return (permits == null || permits.isThere()) && !gate.isHeldBack();
    }

    @Override
    public ClipFeed begin(NewClip clip, ClipFeed.Listener listener) {
        if (permits != null) {
            permits.use(gate.now());
        }
        return gate.begin(clip, session.id(), channel, new ClipFeed.Listener() {
            @Override
            public void onReady() {
                run(listener::onReady);
            }

            @Override
            public void onReceipt(Receipt receipt) {
                run(() -> listener.onReceipt(receipt));
            }
        });
    }

    @Override
    public void close() {
        stream.close();
        transport.endOutput(channel);
        eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        session.onGone();
        stream.close();
        account();
        if (permits != null) {
            permits.end();
        }
        if (entered) {
            gate.leave(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            gate.shookHands(handshake.isSuccess());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            context.close();
        } else {
            failed(cause);
        }
    }
}
