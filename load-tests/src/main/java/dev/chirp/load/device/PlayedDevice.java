package dev.chirp.load.device;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.ingest.frame.Body;
import dev.chirp.ingest.frame.Frame;
import dev.chirp.ingest.frame.FrameStream;
import dev.chirp.ingest.frame.FrameWriter;
import dev.chirp.ingest.frame.Parsed;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One device: records in real time whatever the connection does, sends what it may, forgets what is committed, and comes
 * back after a random wait. Everything happens on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the channel.
final class PlayedDevice {
    private static final long FIRST_WAIT_MS = 250;
    private static final long LONGEST_WAIT_MS = 4_000;

    private final DeviceFleet fleet;
    private final int number;
    private final Identity identity;
    private final EventLoop loop;
    private final String boot = UUID.randomUUID().toString();
    private final Random random;
    /** When END_CLIP of a clip was sent first, by its number. */
    private final Map<Long, Long> endedAt = new HashMap<>();

    private @Nullable Connection connection;
    private boolean wanted;
    private boolean playing;
    private long playsSince;
    private long lastSeq = Long.MAX_VALUE;
    private long nextSeq = 1;
    private long sentOnce;
    private long committed;
    private long mark;
    private long credit;
    private int failures;
    private long lostAt;

    PlayedDevice(DeviceFleet fleet, int number, Identity identity, EventLoop loop) {
        this.fleet = fleet;
        this.number = number;
        this.identity = identity;
        this.loop = loop;
        this.random = new Random(number);
    }

    EventLoop loop() {
        return loop;
    }

    int number() {
        return number;
    }

    /** Attempts to connect that have failed since it was last welcome. */
    int failures() {
        return failures;
    }

    Identity identity() {
        return identity;
    }

    boolean isWelcome() {
        return connection != null && connection.welcome;
    }

    /** Whether everything that it recorded until it was stopped is committed. */
    boolean isDone() {
        return committed >= lastSeq;
    }

    void mark() {
        mark = committed;
    }

    boolean isBeyondMark() {
        return committed > mark;
    }

    /** Clips that are committed, whole. */
    long committedClips() {
        return Script.clip(committed + 1) - 1;
    }

    void connect() {
        wanted = true;
        if (connection == null) {
            connection = new Connection();
            fleet.connect(this, connection);
        }
    }

    /** Begins to record. */
    void play(long now) {
        playing = true;
        playsSince = now;
    }

    /** Stops recording at the end of the clip that is being recorded. */
    void finish(long now) {
        lastSeq = playing ? Script.endOf(Script.clip(Math.max(1, recorded(now)))) : 0;
    }

    /** Ends the connection, as a network does that is gone. */
    void cut() {
        if (connection != null && connection.channel != null) {
            connection.channel.close();
        }
    }

    void leave() {
        wanted = false;
        cut();
    }

    private long recorded(long now) {
        return playing ? Math.min(lastSeq, Script.playedAfter(Math.max(0, now - playsSince))) : 0;
    }

    /** Sends what is recorded and may be sent. */
    void pump(long now) {
        Connection open = connection;
        if (open == null || !open.welcome) {
            return;
        }
        long until = recorded(now);
        fleet.tally().behind(until - nextSeq + 1);
        Channel channel = Objects.requireNonNull(open.channel);
        boolean written = false;
        while (nextSeq <= until && nextSeq <= committed + credit && channel.isWritable()) {
            channel.write(frame(channel, nextSeq, now));
            written = true;
            nextSeq++;
        }
        if (written) {
            channel.flush();
        }
    }

    private ByteBuf frame(Channel channel, long seq, long now) {
        boolean first = seq > sentOnce;
        sentOnce = Math.max(sentOnce, seq);
        if (Script.isEnd(seq)) {
            if (first) {
                endedAt.put(seq, now);
            }
            fleet.tally().sent(0);
            return FrameWriter.write(channel.alloc(), new Frame(0, Script.clip(seq), seq, new Body.EndClip()));
        }
        fleet.tally().sent(Script.FRAME_BYTES);
        Body.Audio audio = new Body.Audio(fleet.script().sound(number, seq));
        ByteBuf frame = FrameWriter.write(channel.alloc(), new Frame(0, Script.clip(seq), seq, audio));
        if (fleet.faults().spoils(random)) {
            frame.setByte(Frame.HEADER_BYTES + random.nextInt(Script.FRAME_BYTES), random.nextInt(256));
        }
        return frame;
    }

    private void take(Body body) {
        switch (body) {
            case Body.Welcome welcome -> welcomed(welcome);
            case Body.Ack ack -> acked(ack);
            case Body.SlowDown slow -> fleet.tally().slowDown();
            case Body.Ping ping -> send(new Body.Pong());
            case Body.Failure failure -> Objects.requireNonNull(connection).code = failure.code();
            default -> {
                // Nothing to do.
            }
        }
    }

    private void welcomed(Body.Welcome welcome) {
        long now = System.nanoTime();
        Objects.requireNonNull(connection).welcome = true;
        fleet.tally().welcome();
        if (lostAt != 0) {
            fleet.tally().returns().record(now - lostAt);
            lostAt = 0;
        }
        failures = 0;
        credit = welcome.creditFrames();
        commit(welcome.committedSeq());
        nextSeq = committed + 1;
        pump(now);
    }

    private void acked(Body.Ack ack) {
        credit = ack.creditFrames();
        commit(ack.committedSeq());
        pump(System.nanoTime());
    }

    private void commit(long seq) {
        if (seq <= committed) {
            return;
        }
        long now = System.nanoTime();
        for (long clip = Script.clip(committed + 1); Script.endOf(clip) <= seq; clip++) {
            Long ended = endedAt.remove(Script.endOf(clip));
            if (ended != null) {
                fleet.tally().committed(now, now - ended);
            }
        }
        committed = seq;
    }

    private void send(Body body) {
        Channel channel = connection == null ? null : connection.channel;
        if (channel != null) {
            channel.writeAndFlush(FrameWriter.write(channel.alloc(), Frame.unnumbered(body)));
        }
    }

    private Body.Hello hello() {
        Map<String, Object> hello = new HashMap<>();
        hello.put("device_key", identity.key());
        hello.put("device_id", identity.id().toString());
        hello.put("boot_id", boot);
        hello.put("firmware", "fleet");
        hello.put("sample_rate", Script.SAMPLE_RATE);
        hello.put("channels", 1);
        hello.put("format", "s16le");
        hello.put("monotonic_ms", System.nanoTime() / 1_000_000);
        hello.put("unix_ms", System.currentTimeMillis() + fleet.faults().skewMillis(number));
        hello.put("resume_from", sentOnce == 0 ? null : committed + 1);
        return EventJson.MAPPER.convertValue(hello, Body.Hello.class);
    }

    void connectFailed() {
        lost("refused");
    }

    private void lost(String code) {
        fleet.tally().ended(code);
        connection = null;
        if (lostAt == 0) {
            lostAt = System.nanoTime();
        }
        if (wanted) {
            long most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS << Math.min(failures, 10));
            failures++;
            fleet.later(this, this::connect, 1 + random.nextLong(most));
        }
    }

    /** What the channel says. */
    final class Connection extends ChannelInboundHandlerAdapter {
        private @Nullable Channel channel;
        private @Nullable FrameStream incoming;
        private boolean welcome;
        private String code = "cut";

        private void open(Channel opened) {
            channel = opened;
            FrameStream stream = new FrameStream(opened.alloc());
            stream.trust();
            incoming = stream;
            send(hello());
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            open(context.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (incoming == null || !(message instanceof ByteBuf bytes)) {
                ReferenceCountUtil.release(message);
                return;
            }
            incoming.offer(bytes);
            while (incoming.next() instanceof Parsed.Complete(Frame frame)) {
                take(frame.body());
                frame.release();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (context.channel().isWritable()) {
                pump(System.nanoTime());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (incoming != null) {
                incoming.close();
            }
            lost(code);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
