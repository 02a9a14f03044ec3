package dev.chirp.load.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Many WebSockets on few event loops, epoll where there is one. Each socket answers pings, comes back by itself with its
 * position, and checks its cursor. What is asked of the sockets is asked on their own loops.
 */
public final class Fleet implements AutoCloseable {
    private static final boolean EPOLL = Epoll.isAvailable();
    /** Loopback addresses to come from: one alone has ports for 28,000 connections, those just closed included. */
    private static final int SOURCES = 6;

    private static final int NARROW_BUFFER = 4_096;
    private static final int NARROW_SEGMENT = 536;
    private static final long CONNECT_TIMEOUT_MS = 10_000;
    private static final long POLL_MS = 20;
    private static final long SWEEP_MS = 500;

    private final EventLoopGroup loops;
    private final Bootstrap wide;
    private final Bootstrap narrow;
    private final Tally tally = new Tally();
    private final DeliveryListener listener;
    private final List<FleetSocket> sockets = new ArrayList<>();
    private volatile List<InetSocketAddress> targets;

    /** Is told of each live delivery on the event loop of its socket; must not block. */
    public interface DeliveryListener {
        DeliveryListener NONE = (member, latencyNanos) -> {};

        /** Takes the time from when the event says it was sent. */
        void delivered(Member member, long latencyNanos);
    }

    /**
     * A fleet without sockets.
     *
     * @param targets where to connect to; of several a random one is taken, and after a failure the next one
     */
    public Fleet(int threads, List<InetSocketAddress> targets, DeliveryListener listener) {
        this.targets = List.copyOf(targets);
        this.listener = listener;
        IoHandlerFactory io = EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = new MultiThreadIoEventLoopGroup(threads, io);
        this.wide = bootstrap();
        this.narrow = bootstrap().option(ChannelOption.SO_RCVBUF, NARROW_BUFFER);
        if (EPOLL) {
            // Loopback's huge segments would let the server's side take megabytes before it blocks.
            narrow.option(new IntegerUnixChannelOption("TCP_MAXSEG", 6, 2), NARROW_SEGMENT);
        }
    }

    private Bootstrap bootstrap() {
        return new Bootstrap()
                .channel(EPOLL ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT_MS)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new FleetHandler());
                    }
                });
    }

    /** Adds a socket that connects when it is told to. Not while others are counted. */
    public FleetSocket add(Member member) {
        return add(member, false);
    }

    /** As {@link #add}, with buffers as small as the system allows, so that a reader who stops is noticed soon. */
    public FleetSocket addNarrow(Member member) {
        return add(member, true);
    }

    private FleetSocket add(Member member, boolean isNarrow) {
        FleetSocket socket = new FleetSocket(this, loops.next(), member, sockets.size(), isNarrow);
        sockets.add(socket);
        return socket;
    }

    public List<FleetSocket> sockets() {
        return List.copyOf(sockets);
    }

    public Tally tally() {
        return tally;
    }

    DeliveryListener listener() {
        return listener;
    }

    /** From now on, for new connections. */
    public void target(List<InetSocketAddress> others) {
        targets = List.copyOf(others);
    }

    /** Connects those of this range that are not, a limited number at a time, and waits until all are open. */
    public void open(int from, int to, int atOnce, long timeoutMs) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        List<FleetSocket> some = sockets.subList(from, to);
        for (int asked = 0; asked < some.size(); asked++) {
            some.get(asked).connect();
            if ((asked - from) % 16 == 0) {
                int known = asked;
                await(deadline, () -> known - count(some, FleetSocket::isOpen) < atOnce);
            }
        }
        await(deadline, () -> count(some, FleetSocket::isOpen) == some.size());
    }

    /** Connects all and waits until they are open. */
    public void openAll(long timeoutMs) throws InterruptedException {
        open(0, sockets.size(), 200, timeoutMs);
    }

    /** Waits; fails when time is up. */
    private void await(long deadline, Condition condition) throws InterruptedException {
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("%d of %d sockets are open; refused %s, closed %s"
                        .formatted(count(FleetSocket::isOpen), sockets.size(), tally.refusals(), tally.closes()));
            }
            Thread.sleep(POLL_MS);
        }
    }

    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** Whether so many sockets fit within this time. */
    public boolean awaitCount(long wanted, Predicate<FleetSocket> fits, long timeoutMs) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (count(fits) < wanted) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(POLL_MS);
        }
        return true;
    }

    public long count(Predicate<FleetSocket> fits) throws InterruptedException {
        return count(sockets, fits);
    }

    private long count(List<FleetSocket> some, Predicate<FleetSocket> fits) throws InterruptedException {
        return sum(some, socket -> fits.test(socket) ? 1 : 0);
    }

    /** Of all sockets, each asked on its loop. */
    public long sum(ToLongFunction<FleetSocket> of) throws InterruptedException {
        return sum(sockets, of);
    }

    private long sum(List<FleetSocket> some, ToLongFunction<FleetSocket> of) throws InterruptedException {
        List<Future<Long>> parts = new ArrayList<>();
        for (var executor : loops) {
            parts.add(executor.submit(() -> some.stream()
                    .filter(socket -> socket.loop().inEventLoop())
                    .mapToLong(of)
                    .sum()));
        }
        long sum = 0;
        for (Future<Long> part : parts) {
            sum += part.await().getNow();
        }
        return sum;
    }

    /** Does something with each socket on its loop, and waits until it is done. */
    public void each(Consumer<FleetSocket> action) throws InterruptedException {
        sum(socket -> {
            action.accept(socket);
            return 0;
        });
    }

    /** Cuts every connection without a close frame, as a crash of the client's network does; all of them come back. */
    public void kickAll() throws InterruptedException {
        each(FleetSocket::kick);
    }

    /** From now on gives up sockets on which nothing came for the ping interval and the time to answer. */
    @SuppressWarnings("FutureReturnValueIgnored") // Ends with the loops.
    public void watchSilence() {
        for (var executor : loops) {
            executor.scheduleWithFixedDelay(
                    () -> sockets.stream()
                            .filter(socket -> socket.loop().inEventLoop())
                            .forEach(FleetSocket::leaveIfSilent),
                    SWEEP_MS,
                    SWEEP_MS,
                    TimeUnit.MILLISECONDS);
        }
    }

    void connect(FleetSocket socket, int turn) {
        List<InetSocketAddress> now = targets;
        Bootstrap bootstrap = (socket.isNarrow() ? narrow : wide).clone(socket.loop());
        InetSocketAddress target = now.get(Math.floorMod(turn, now.size()));
        var connecting = EPOLL
                ? bootstrap.connect(target, new InetSocketAddress("127.0.0." + (2 + turn % SOURCES), 0))
                : bootstrap.connect(target);
        Channel channel = connecting.channel();
        channel.attr(FleetHandler.SOCKET).set(socket);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                socket.refused(0);
            }
        });
    }

    @Override
    public void close() {
        try {
            each(FleetSocket::stop);
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
