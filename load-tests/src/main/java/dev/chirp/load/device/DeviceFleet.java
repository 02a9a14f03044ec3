package dev.chirp.load.device;

import io.netty.bootstrap.Bootstrap;
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
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Devices that stream at once, on few event loops, epoll where there is one. */
public final class DeviceFleet implements AutoCloseable {
    private static final AtomicInteger FLEETS = new AtomicInteger();
    private static final boolean EPOLL = Epoll.isAvailable();
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final long PUMP_MS = 10;
    private static final long POLL_MS = 20;

    private final Script script = new Script(FLEETS.incrementAndGet());
    private final FleetTally tally = new FleetTally();
    private final EventLoopGroup loops;
    private final Bootstrap bootstrap;
    private final @Nullable SslContext tls;
    private final List<PlayedDevice> devices = new ArrayList<>();
    private volatile List<InetSocketAddress> targets;
    private volatile Faults faults = Faults.NONE;

    /**
     * A fleet that is not connected.
     *
     * @param targets where to connect to, any of them
     * @param tls null: plain TCP
     */
    public DeviceFleet(List<Identity> identities, List<InetSocketAddress> targets, @Nullable SslContext tls) {
        this.targets = List.copyOf(targets);
        this.tls = tls;
        IoHandlerFactory io = EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = new MultiThreadIoEventLoopGroup(2, io);
        this.bootstrap = new Bootstrap()
                .channel(EPOLL ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS);
        for (Identity identity : identities) {
            devices.add(new PlayedDevice(this, devices.size(), identity, loops.next()));
        }
        for (var loop : loops) {
            var _ = loop.scheduleWithFixedDelay(this::pump, PUMP_MS, PUMP_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void pump() {
        long now = System.nanoTime();
        for (PlayedDevice device : devices) {
            if (device.loop().inEventLoop()) {
                device.pump(now - faults.jitterNanos(device.number(), now));
            }
        }
    }

    List<PlayedDevice> devices() {
        return devices;
    }

    Script script() {
        return script;
    }

    public FleetTally tally() {
        return tally;
    }

    Faults faults() {
        return faults;
    }

    /** From now on. */
    public void faults(Faults more) {
        faults = more;
    }

    /** From now on, for new connections. */
    public void target(List<InetSocketAddress> others) {
        targets = List.copyOf(others);
    }

    /** Connects all of them within this time, evenly, and waits until they are welcome. */
    public void connectAll(long withinMs) throws InterruptedException {
        for (PlayedDevice device : devices) {
            later(device, device::connect, withinMs * device.number() / devices.size());
        }
        awaitCount(devices.size(), PlayedDevice::isWelcome, withinMs + 30_000);
    }

    /** All begin to record within the length of a clip, so that neither their frames nor the ends of their clips fall together. */
    public void playAll() {
        long now = System.nanoTime();
        long clip = TimeUnit.SECONDS.toNanos(Script.CLIP_SECONDS);
        for (PlayedDevice device : devices) {
            long from = now + clip * device.number() / devices.size();
            device.loop().execute(() -> device.play(from));
        }
    }

    /** All stop recording at the end of their clips; waits until everything is committed. */
    public boolean finishAll(long timeoutMs) throws InterruptedException {
        each(device -> device.finish(System.nanoTime()));
        return awaitDone(timeoutMs);
    }

    private boolean awaitDone(long timeoutMs) throws InterruptedException {
        try {
            awaitCount(devices.size(), PlayedDevice::isDone, timeoutMs);
            return true;
        } catch (IllegalStateException late) {
            return false;
        }
    }

    /** Waits; fails when time is up. */
    void awaitCount(long wanted, Predicate<PlayedDevice> fits, long timeoutMs) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (sum(device -> fits.test(device) ? 1 : 0) < wanted) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("%d of %d devices; connections ended: %s"
                        .formatted(sum(device -> fits.test(device) ? 1 : 0), wanted, tally.errors()));
            }
            Thread.sleep(POLL_MS);
        }
    }

    /** Waits until all are connected. */
    public void awaitWelcome(long timeoutMs) throws InterruptedException {
        awaitCount(devices.size(), PlayedDevice::isWelcome, timeoutMs);
    }

    /** Waits until each has something committed that was not committed when this was asked. */
    public void awaitCommitted(long timeoutMs) throws InterruptedException {
        each(PlayedDevice::mark);
        awaitCount(devices.size(), PlayedDevice::isBeyondMark, timeoutMs);
    }

    public long welcome() throws InterruptedException {
        return sum(device -> device.isWelcome() ? 1 : 0);
    }

    /** Ends all connections at once; all come back. */
    public void cutAll() throws InterruptedException {
        each(PlayedDevice::cut);
    }

    /** Clips whose END_CLIP is committed. */
    public long committedClips() throws InterruptedException {
        return sum(PlayedDevice::committedClips);
    }

    private void each(Consumer<PlayedDevice> action) throws InterruptedException {
        sum(device -> {
            action.accept(device);
            return 0;
        });
    }

    /** Of all devices, each asked on its loop. */
    private long sum(ToLongFunction<PlayedDevice> of) throws InterruptedException {
        List<Future<Long>> parts = new ArrayList<>();
        for (var loop : loops) {
            parts.add(loop.submit(() -> devices.stream()
                    .filter(device -> device.loop().inEventLoop())
                    .mapToLong(of)
                    .sum()));
        }
        long sum = 0;
        for (Future<Long> part : parts) {
            sum += part.await().getNow();
        }
        return sum;
    }

    /** What a capture has to hold: the sound of this clip of this device. */
    public byte[] soundOf(int device, long clip) {
        return script.soundOf(device, clip);
    }

    void later(PlayedDevice device, Runnable action, long millis) {
        var _ = device.loop().schedule(action, millis, TimeUnit.MILLISECONDS);
    }

    void connect(PlayedDevice device, PlayedDevice.Connection connection) {
        List<InetSocketAddress> now = targets;
        // A client with several addresses takes the next one when one does not answer.
        InetSocketAddress target = now.get((device.number() + device.failures()) % now.size());
        Bootstrap one = bootstrap.clone(device.loop()).handler(new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                if (tls != null) {
                    channel.pipeline()
                            .addLast(tls.newHandler(channel.alloc(), target.getHostString(), target.getPort()));
                }
                channel.pipeline().addLast(connection);
            }
        });
        one.connect(target).addListener(done -> {
            if (!done.isSuccess()) {
                device.connectFailed();
            }
        });
    }

    @Override
    public void close() {
        try {
            each(PlayedDevice::leave);
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
