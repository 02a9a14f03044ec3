package dev.chirp.load.socket;

import dev.chirp.contracts.event.EventJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One client over all of its connections. Everything but {@link #connect} runs on its event loop, {@link #loop()}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What cannot be written is noticed as the end of the connection.
public final class FleetSocket implements FrameReader.Sink {
    private static final byte[] PONG = masked(FrameReader.TEXT, "{\"op\":\"pong\"}");

    /** Where it stands between not wanting to be connected and being served. */
    private enum State {
        STOPPED,
        WAITING,
        CONNECTING,
        OPEN
    }

    private final Fleet fleet;
    private final EventLoop loop;
    private final Member member;
    private final int number;
    private final boolean narrow;
    private final CursorCheck cursor = new CursorCheck();
    private final DurableFrame frame = new DurableFrame();
    private State state = State.STOPPED;
    private @Nullable Channel channel;
    private BackOff backOff = BackOff.DEFAULT;
    private int attempt;
    private int turn;
    private long replayedUpTo;
    private long returnAfterMs = -1;
    private long silenceNanos = TimeUnit.SECONDS.toNanos(33);
    private long heardAt;
    private boolean stalled;

    FleetSocket(Fleet fleet, EventLoop loop, Member member, int number, boolean narrow) {
        this.fleet = fleet;
        this.loop = loop;
        this.member = member;
        this.number = number;
        this.narrow = narrow;
    }

    public EventLoop loop() {
        return loop;
    }

    public Member member() {
        return member;
    }

    boolean isNarrow() {
        return narrow;
    }

    /** Whether the server has greeted it. */
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** The offset of the newest frame. */
    public long offset() {
        return cursor.offset();
    }

    public long epoch() {
        return cursor.epoch();
    }

    /** Connects unless it is or is about to; from any thread. */
    public void connect() {
        loop.execute(() -> {
            if (state == State.STOPPED) {
                dial();
            }
        });
    }

    /** Ends, and does not come back. */
    public void stop() {
        state = State.STOPPED;
        if (channel != null) {
            channel.close();
        }
    }

    /** Cut without a close frame; comes back. */
    public void kick() {
        if (channel != null) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }

    /** Reads nothing more of this connection, and so answers no ping. */
    public void stall() {
        stalled = true;
        if (channel != null) {
            channel.config().setAutoRead(false);
        }
    }

    /** Reads again. */
    public void unstall() {
        stalled = false;
        if (channel != null) {
            channel.config().setAutoRead(true);
        }
    }

    void leaveIfSilent() {
        if (state == State.OPEN && !stalled && System.nanoTime() - heardAt > silenceNanos) {
            fleet.tally().silent();
            kick();
        }
    }

    private void dial() {
        state = State.CONNECTING;
        returnAfterMs = -1;
        if (attempt <= 1) {
            turn = ThreadLocalRandom.current().nextInt(1 << 16);
        }
        fleet.connect(this, turn++);
    }

    String request(SocketAddress remote) {
        InetSocketAddress address = (InetSocketAddress) remote;
        return member.request(address.getHostString() + ":" + address.getPort(), cursor);
    }

    void connected(Channel open) {
        channel = open;
        if (state == State.STOPPED) {
            open.close();
        }
    }

    void upgraded() {
        if (!member.greeted()) {
            greeted();
        }
    }

    void heard(long now) {
        heardAt = now;
    }

    /** The upgrade was answered otherwise, or not at all (0). */
    void refused(int status) {
        if (status == 401 || status == 403) {
            violation("refused with " + status);
        }
        if (state == State.CONNECTING) {
            fleet.tally().refused(status);
            comeBack();
        }
    }

    void gone(Channel closed) {
        if (closed.equals(channel)) {
            channel = null;
        }
        if (state == State.OPEN) {
            comeBack();
        } else {
            refused(0);
        }
    }

    private void comeBack() {
        state = State.WAITING;
        long wait = returnAfterMs >= 0 ? returnAfterMs : backOff.waitMs(attempt, ThreadLocalRandom.current());
        attempt++;
        loop.schedule(
                () -> {
                    if (state == State.WAITING) {
                        dial();
                    }
                },
                wait,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void frame(int opcode, ByteBuf bytes, int from, int length) {
        switch (opcode) {
            case FrameReader.TEXT -> {
                if (frame.read(bytes, from, length)) {
                    durable();
                } else {
                    control(bytes.toString(from, length, StandardCharsets.UTF_8));
                }
            }
            case FrameReader.PING -> write(masked(10, bytes.toString(from, length, StandardCharsets.UTF_8)));
            case FrameReader.CLOSE -> closed(length < 2 ? 1005 : bytes.getUnsignedShort(from));
            default -> {}
        }
    }

    private void durable() {
        long before = cursor.offset();
        CursorCheck.Verdict verdict = cursor.frame(frame.epoch(), frame.offset());
        if (verdict != CursorCheck.Verdict.NEXT) {
            violation("%s: offset %d@%d after %d@%d"
                    .formatted(verdict, frame.epoch(), frame.offset(), cursor.epoch(), before));
        }
        fleet.tally().delivered();
        if (frame.offset() <= replayedUpTo) {
            fleet.tally().replayed();
        } else if (frame.sentNanos() >= 0) {
            fleet.listener().delivered(member, heardAt - frame.sentNanos());
        }
    }

    private void control(String text) {
        JsonNode json = EventJson.MAPPER.readTree(text);
        JsonNode data = json.path("data");
        switch (json.path("event").asString()) {
            case "ping" -> write(PONG);
            case "connected" -> welcomed(data);
            case "reconnect" -> returnAfterMs = data.path("after_ms").asLong(0);
            case "error" -> violation(text);
            default -> {}
        }
    }

    private void welcomed(JsonNode data) {
        JsonNode back = data.path("reconnect");
        backOff = new BackOff(
                back.path("min_ms").asLong(BackOff.DEFAULT.minMs()),
                back.path("max_ms").asLong(BackOff.DEFAULT.maxMs()),
                back.path("jitter_ms").asLong(BackOff.DEFAULT.jitterMs()));
        silenceNanos =
                TimeUnit.MILLISECONDS.toNanos(data.path("ping_interval_ms").asLong(25_000)
                        + data.path("pong_timeout_ms").asLong(8_000));
        for (JsonNode state : data.path("channels")) {
            if (state.path("channel").asString().equals("user")) {
                begun(
                        state.path("recovered").asBoolean(),
                        state.path("epoch").asLong(),
                        state.path("offset").asLong());
            }
        }
        greeted();
    }

    private void begun(boolean recovered, long epoch, long offset) {
        replayedUpTo = 0;
        if (!cursor.hasPosition()) {
            cursor.begin(epoch, offset);
            return;
        }
        if (recovered) {
            fleet.tally().recovered();
            replayedUpTo = offset;
        } else {
            fleet.tally().startedAnew();
        }
        if (!cursor.resume(recovered, epoch, offset)) {
            violation("recovered at %d@%d, the position was %d@%d"
                    .formatted(epoch, offset, cursor.epoch(), cursor.offset()));
        }
    }

    private void greeted() {
        state = State.OPEN;
        attempt = 0;
        fleet.tally().opened();
        if (stalled && channel != null) {
            channel.config().setAutoRead(false);
        }
    }

    private void closed(int code) {
        fleet.tally().closed(code);
        if (code >= 4500 || code == 1002 || code == 1003 || code == 1007 || code == 1009) {
            violation("closed for good with " + code);
            state = State.STOPPED;
        }
        if (channel != null) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(closeFrame(code))).addListener(done -> {
                if (channel != null) {
                    channel.close();
                }
            });
        }
    }

    void violation(String what) {
        fleet.tally().violation("socket %d of user %d: %s".formatted(number, member.user(), what));
    }

    private void write(byte[] bytes) {
        if (channel != null) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(bytes), channel.voidPromise());
        }
    }

    private static byte[] closeFrame(int code) {
        return new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, (byte) (code >> 8), (byte) code};
    }

    /** A client's frame with a mask of zeros, which leaves the payload as it is. */
    private static byte[] masked(int opcode, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[6 + payload.length];
        bytes[0] = (byte) (0x80 | opcode);
        bytes[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, bytes, 6, payload.length);
        return bytes;
    }
}
