package dev.chirp.fanout.session;

import dev.chirp.fanout.channel.LiveChannel;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.frame.ControlFrame;
import dev.chirp.fanout.frame.WireFrame;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One client's connection, from the upgrade to its end. Not thread-safe: every method runs on its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the channel, and onGone follows.
public final class Session {
    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final Channel socket;
    private final Client client;
    private final SessionScope scope;
    private final OutboundQueue queue;
    private final Heartbeat heartbeat;
    private final OpRate ops;
    private final TokenLife token;
    private final List<Subscription> subscriptions = new ArrayList<>(1);
    private State state = State.OPEN;
    private boolean flushNeeded;
    private boolean slowTold;
    private long unwritableSince;
    private long closeBy;
    private @Nullable Runnable onDrained;

    public Session(Channel socket, Client client, SessionScope scope) {
        this.socket = socket;
        this.client = client;
        this.scope = scope;
        this.queue = new OutboundQueue(scope.settings().maxQueued().toBytes());
        this.heartbeat = new Heartbeat(scope.settings(), scope.nanoTime());
        this.ops = new OpRate(scope.settings().opsPerSecond(), scope.nanoTime());
        this.token = new TokenLife(client.tokenExpiresAt(), scope.settings(), scope.clock(), scope.nanoTime());
        scope.meters().opened();
    }

    public Client client() {
        return client;
    }

    public EventLoop eventLoop() {
        return socket.eventLoop();
    }

    Channels channels() {
        return scope.channels();
    }

    SessionMeters meters() {
        return scope.meters();
    }

    /** Joins the user's channel; the frame {@code connected} and the first ping follow when that is done. */
    public void begin() {
        var user = new Subscription(this, LiveChannel.user(client.userId()));
        subscriptions.add(user);
        user.begin(client.since().get(LiveChannel.USER), this::connected);
    }

    private void connected(ChannelState channel) {
        control("connected", Connected.of(client, scope.settings(), List.of(channel)));
        ping();
    }

    /** Sends a message of a channel; written, but not flushed. */
    void send(LiveMessage message) {
        if (state == State.OPEN && !message.isSkip()) {
            scope.meters().delivered(message);
            byte[] frame = message.wireFrame();
            if (!writeNow(frame)) {
                queued(frame, queue.offerData(frame));
            }
        }
    }

    private void control(String event, Object data) {
        controlFrame(ControlFrame.of(event, scope.clock().instant(), data));
    }

    private void controlFrame(byte[] frame) {
        if (state == State.OPEN && !writeNow(frame)) {
            queued(frame, queue.offerControl(frame));
        }
    }

    private void queued(byte[] frame, boolean accepted) {
        if (accepted) {
            scope.meters().queued(frame.length);
        } else {
            tooSlow();
        }
    }

    private boolean writeNow(byte[] frame) {
        if (!queue.isEmpty() || !socket.isWritable()) {
            return false;
        }
        socket.write(Unpooled.wrappedBuffer(frame), socket.voidPromise());
        flushNeeded = true;
        return true;
    }

    /** Flushes what was written since the last flush. */
    public void flush() {
        if (flushNeeded) {
            flushNeeded = false;
            socket.flush();
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
            socket.write(Unpooled.wrappedBuffer(frame), socket.voidPromise());
            flushNeeded = true;
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
        if (!ops.admits(now())) {
            close(CloseReason.RATE_EXCEEDED);
            return;
        }
        switch (ClientOp.read(text)) {
            case ClientOp.Pong() -> {}
            case ClientOp.Ping(String id) -> control("pong", reply(id));
            case ClientOp.Bad(String id, String detail) -> error(id, detail);
            case ClientOp.Subscribe subscribe -> subscribe(subscribe);
            case ClientOp.Unsubscribe unsubscribe -> unsubscribe(unsubscribe);
        }
        flush();
    }

    /** A protocol-level ping of the client. */
    public void onPing(byte[] payload) {
        controlFrame(WireFrame.pong(payload));
        flush();
    }

    private void subscribe(ClientOp.Subscribe op) {
        for (ClientOp.Wanted wanted : op.channels()) {
            if (!wanted.channel().equals(LiveChannel.USER)) {
                error(op.id(), "channel is unknown");
            } else if (find(wanted.channel()) != null) {
                error(op.id(), "channel is subscribed already");
            } else {
                var subscription = new Subscription(this, LiveChannel.user(client.userId()));
                subscriptions.add(subscription);
                subscription.begin(wanted.since(), channel -> {
                    Map<String, Object> data = reply(op.id());
                    data.put("channels", List.of(channel));
                    control("subscribed", data);
                });
            }
        }
    }

    private void unsubscribe(ClientOp.Unsubscribe op) {
        for (String name : op.channels()) {
            Subscription subscription = find(name);
            if (subscription != null) {
                subscriptions.remove(subscription);
                subscription.leave();
            }
        }
        Map<String, Object> data = reply(op.id());
        data.put("channels", op.channels());
        control("unsubscribed", data);
    }

    private @Nullable Subscription find(String name) {
        return subscriptions.stream()
                .filter(subscription -> subscription.channel().name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static Map<String, Object> reply(@Nullable String opId) {
        Map<String, Object> data = new HashMap<>();
        if (opId != null) {
            data.put("op_id", opId);
        }
        return data;
    }

    private void error(@Nullable String opId, String detail) {
        Map<String, Object> data = reply(opId);
        data.put("code", "bad_request");
        data.put("detail", detail);
        data.put("temporary", false);
        control("error", data);
    }

    private void ping() {
        heartbeat.pinged(now());
        controlFrame(ControlFrame.of("ping", scope.clock().instant()));
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
        switch (heartbeat.at(now)) {
            case QUIET -> {}
            case PING -> ping();
            case DEAD -> close(CloseReason.NO_PONG);
        }
        switch (token.at(now)) {
            case VALID -> {}
            case WARN -> {
                control(
                        "token_expiring",
                        Map.of("expires_at", client.tokenExpiresAt().toString()));
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

    /** Sends the close frame and waits for the client's, or for the close time-out. */
    public void close(CloseReason reason) {
        if (state != State.OPEN) {
            return;
        }
        forgetQueue();
        ending();
        scope.meters().closed(reason);
        socket.writeAndFlush(Unpooled.wrappedBuffer(reason.wireFrame()), socket.voidPromise());
        closeBy = now() + scope.settings().closeTimeout().toNanos();
    }

    /** The client's close frame: answered in kind, or the end of our own close. */
    public void onClose(int code) {
        if (state == State.OPEN) {
            forgetQueue();
            ending();
            socket.writeAndFlush(Unpooled.wrappedBuffer(WireFrame.close(code, "")))
                    .addListener(written -> socket.close());
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
        subscriptions.forEach(Subscription::leave);
        subscriptions.clear();
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
