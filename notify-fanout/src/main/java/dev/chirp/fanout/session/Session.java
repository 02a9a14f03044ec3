package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.EventTime;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.channel.Snapshot;
import dev.chirp.fanout.frame.ControlFrame;
import dev.chirp.fanout.frame.Frames;
import dev.chirp.fanout.frame.SimpleFrame;
import dev.chirp.fanout.frame.WireFrame;
import dev.chirp.security.AccessToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection, from the upgrade to its end. Not thread-safe: every method runs on its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the channel, and onGone follows.
public final class Session {
    private static final Logger log = LoggerFactory.getLogger(Session.class);

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final Channel socket;
    private ChannelOutboundInvoker out;
    private Client client;
    private final SessionScope scope;
    private final OutboundQueue queue;
    private final Heartbeat heartbeat;
    private final OpRate rate;
    private final Ops ops;
    private TokenLife token;
    private State state = State.OPEN;
    private boolean flushNeeded;
    private boolean flushPromised;
    private boolean idle;
    private long askedAt;
    private boolean slowTold;
    private long unwritableSince;
    private long closeBy;
    private @Nullable Runnable onDrained;

    public Session(Channel socket, Client client, SessionScope scope) {
        this.socket = socket;
        this.out = socket;
        this.client = client;
        this.scope = scope;
        this.queue = new OutboundQueue(scope.settings().maxQueued().toBytes());
        this.heartbeat = new Heartbeat(scope.settings(), scope.nanoTime());
        this.rate = new OpRate(scope.settings().opsPerSecond(), scope.nanoTime());
        this.ops = new Ops(this);
        this.askedAt = scope.nanoTime().getAsLong();
        this.token = new TokenLife(client.tokenExpiresAt(), scope.settings(), scope.clock(), scope.nanoTime());
        scope.meters().opened();
    }

    public Client client() {
        return client;
    }

    /** From now on frames enter the socket's pipeline here, and pass by what has nothing to do with them. */
    public void writeThrough(ChannelOutboundInvoker nearer) {
        out = nearer;
    }

    public EventLoop eventLoop() {
        return socket.eventLoop();
    }

    Services services() {
        return scope.services();
    }

    SessionSettings settings() {
        return scope.settings();
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    SessionMeters meters() {
        return scope.meters();
    }

    /**
     * Joins the user's channel, from where the client says it stands, else from where it has acknowledged to stand; the
     * frame {@code connected} and the first ping follow when that is done.
     */
    public void begin() {
        services().roster().here(client, false);
        Position since = client.since().get(DurableChannel.USER);
        String clientId = client.clientId();
        if (since != null || clientId == null) {
            ops.begin(since);
            return;
        }
        services()
                .positions()
                .of(client.userId(), clientId)
                .whenComplete((acked, failure) -> eventLoop().execute(() -> {
                    if (failure != null) {
                        lost(DurableChannel.USER, failure.toString());
                    } else if (isOpen()) {
                        ops.begin(acked.get(DurableChannel.USER));
                    }
                }));
    }

    void connected(ChannelState channel) {
        control("connected", Connected.of(client, scope.settings(), List.of(channel)));
        ping();
    }

    /** Goes on with a newer token of the same user. */
    void renew(AccessToken newer) {
        client = client.renewed(newer);
        token = new TokenLife(newer.expiresAt(), scope.settings(), scope.clock(), scope.nanoTime());
    }

    /** Sends a message of a channel; written, but not flushed. */
    void send(LiveMessage message, Frames frames) {
        if (state != State.OPEN || message.isSkip()) {
            return;
        }
        scope.meters().delivered();
        if (client.simple()) {
            data(message.simpleWireFrame());
        } else if (isReady()) {
            write(frames.of(message, socket.alloc()));
        } else {
            byte[] frame = message.wireFrame();
            queued(frame, queue.offerData(frame));
        }
    }

    /** Sends the state of a channel; written, but not flushed. */
    void sendState(Snapshot snapshot) {
        if (state == State.OPEN) {
            data(encoded(snapshot.frame()));
        }
    }

    private void data(byte[] frame) {
        if (isReady()) {
            write(Unpooled.wrappedBuffer(frame));
        } else {
            queued(frame, queue.offerData(frame));
        }
    }

    void control(String event, Object data) {
        controlFrame(encoded(ControlFrame.of(event, scope.clock().instant(), data)));
    }

    private byte[] encoded(byte[] json) {
        return WireFrame.text(client.simple() ? SimpleFrame.of(json) : json);
    }

    private void controlFrame(byte[] frame) {
        if (state != State.OPEN) {
            return;
        }
        if (isReady()) {
            write(Unpooled.wrappedBuffer(frame));
        } else {
            queued(frame, queue.offerControl(frame));
        }
    }

    /** Whether a frame may go to the socket at once. */
    private boolean isReady() {
        return queue.isEmpty() && socket.isWritable();
    }

    private void write(ByteBuf frame) {
        out.write(frame, socket.voidPromise());
        flushNeeded = true;
    }

    private void queued(byte[] frame, boolean accepted) {
        if (accepted) {
            scope.meters().queued(frame.length);
        } else {
            tooSlow();
        }
    }

    /** Whether the caller is the first to promise a flush of what has been written. */
    public boolean promiseFlush() {
        boolean first = flushNeeded && !flushPromised;
        flushPromised |= first;
        return first;
    }

    /** Flushes what was written since the last flush. */
    public void flush() {
        flushPromised = false;
        if (flushNeeded) {
            flushNeeded = false;
            out.flush();
        }
        tellSlow();
    }

    private void tellSlow() {
        long limit = scope.settings().maxQueued().toBytes();
        if (!slowTold && queue.bytes() > limit / 2) {
            slowTold = true;
            control("slow_down", Map.of("queued_bytes", queue.bytes(), "limit", limit));
        }
    }

    /** Runs an action once nothing waits to be written: at once, or when the socket has taken everything. */
    void whenDrained(Runnable action) {
        if (queue.isEmpty()) {
            action.run();
        } else {
            onDrained = action;
        }
    }

    /** The socket became writable or ceased to be. */
    public void onWritabilityChanged() {
        if (!socket.isWritable()) {
            unwritableSince = now();
            return;
        }
        unwritableSince = 0;
        if (state == State.OPEN) {
            drainQueue();
        }
    }

    private void drainQueue() {
        while (socket.isWritable()) {
            byte[] frame = queue.poll();
            if (frame == null) {
                break;
            }
            scope.meters().dequeued(frame.length);
            write(Unpooled.wrappedBuffer(frame));
        }
        flush();
        if (queue.isEmpty()) {
            slowTold = false;
            Runnable action = onDrained;
            onDrained = null;
            if (action != null) {
                action.run();
            }
        }
    }

    /** Any frame of the client; it counts as the answer to a ping. */
    public void onFrame() {
        heartbeat.answered();
    }

    /** A complete text message of the client. */
    public void onText(String text) {
        if (state != State.OPEN) {
            return;
        }
        ClientOp op = ClientOp.read(text);
        if (!rate.admits(op.cost(), now())) {
            close(CloseReason.RATE_EXCEEDED);
            return;
        }
        if (!(op instanceof ClientOp.Pong)) {
            askedAt = now();
            idle(false);
        }
        ops.handle(op);
        flush();
    }

    private void idle(boolean now) {
        if (idle != now) {
            idle = now;
            scope.meters().idle(now);
            services().roster().here(client, now);
        }
    }

    /** Tells the roster that the client is here. */
    public void announce() {
        if (isOpen()) {
            services().roster().again(client, idle);
        }
    }

    /** A protocol-level ping of the client. */
    public void onPing(byte[] payload) {
        controlFrame(WireFrame.pong(payload));
        flush();
    }

    private void ping() {
        heartbeat.pinged(now());
        byte[] ping = scope.pings().at(scope.clock().instant());
        controlFrame(
                client.simple() ? encoded(ControlFrame.of("ping", scope.clock().instant())) : ping);
        flush();
    }

    /** Looks at the clock; called a few times a second. */
    public void tick() {
        long now = now();
        if (state == State.CLOSING) {
            if (now - closeBy >= 0) {
                socket.close();
            }
            return;
        }
        if (unwritableSince != 0
                && now - unwritableSince > scope.settings().maxUnwritable().toNanos()) {
            tooSlow();
            return;
        }
        if (!idle && now - askedAt > scope.settings().idleAfter().toNanos()) {
            idle(true);
        }
        switch (heartbeat.at(now)) {
            case QUIET -> {}
            case PING -> ping();
            case DEAD -> close(CloseReason.NO_PONG);
        }
        switch (token.at(now)) {
            case VALID -> {}
            case WARN -> {
                control("token_expiring", Map.of("expires_at", EventTime.format(client.tokenExpiresAt())));
                flush();
            }
            case OVER -> close(CloseReason.TOKEN_EXPIRED);
        }
    }

    /** Tells the client to come back elsewhere after a while, and closes. */
    public void drain(long afterMillis) {
        control("reconnect", Map.of("reason", "drain", "after_ms", afterMillis));
        close(CloseReason.DRAIN);
    }

    private void tooSlow() {
        scope.meters().dropped(forgetQueue());
        close(CloseReason.TOO_SLOW);
    }

    /** What follows the client's place in a channel cannot be told now: it is to come again. */
    void lost(String channel, String why) {
        log.atWarn()
                .addKeyValue("session_id", client.sessionId())
                .addKeyValue("channel", channel)
                .addKeyValue("why", why)
                .log("Place in a channel is lost");
        close(CloseReason.POSITION_LOST);
    }

    /** Sends the close frame and waits for the client's, or for the close time-out. */
    public void close(CloseReason reason) {
        if (state != State.OPEN) {
            return;
        }
        forgetQueue();
        ending();
        scope.meters().closed(reason);
        if (reason != CloseReason.DRAIN) {
            log.atInfo()
                    .addKeyValue("session_id", client.sessionId())
                    .addKeyValue("user_id", client.userId())
                    .addKeyValue("code", reason.code())
                    .addKeyValue("reason", reason)
                    .log("Socket is being closed");
        }
        out.writeAndFlush(Unpooled.wrappedBuffer(reason.wireFrame()), socket.voidPromise());
        closeBy = now() + scope.settings().closeTimeout().toNanos();
    }

    /** The client's close frame: answered in kind, or the end of our own close. */
    public void onClose(int code) {
        if (state == State.OPEN) {
            forgetQueue();
            ending();
            out.writeAndFlush(Unpooled.wrappedBuffer(WireFrame.close(code, ""))).addListener(written -> socket.close());
        } else {
            socket.close();
        }
    }

    /** The connection is gone. */
    public void onGone() {
        if (state == State.CLOSED) {
            return;
        }
        forgetQueue();
        if (state == State.OPEN) {
            ending();
        }
        state = State.CLOSED;
        scope.meters().gone();
    }

    private void ending() {
        state = State.CLOSING;
        closeBy = now() + scope.settings().closeTimeout().toNanos();
        onDrained = null;
        ops.end();
        services().roster().gone(client);
        if (idle) {
            idle = false;
            scope.meters().idle(false);
        }
        scope.meters().closing();
    }

    private int forgetQueue() {
        scope.meters().dequeued(queue.bytes());
        return queue.clear();
    }

    private long now() {
        return scope.nanoTime().getAsLong();
    }
}
