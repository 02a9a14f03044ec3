package dev.chirp.ingest.gate;

import dev.chirp.ingest.tls.TlsServer;
import dev.chirp.ingest.tls.TlsSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.netty.resources.LoopResources;

/** The ports for frames over TCP, plain and with TLS, on event loops of their own. */
public final class FrameServer implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(FrameServer.class);

    /** All devices of an instance that went away come at once. */
    private static final int BACKLOG = 4_096;

    /** A read of 32 KB is 340 ms of 48 kHz; more would only lie here. */
    private static final AdaptiveRecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator(512, 4_096, 32_768);

    /** Mac and a native call, four times; an event loop does not notice. */
    private static final long ROTATION_SECONDS = 1;

    private static final WriteBufferWaterMark WRITES = new WriteBufferWaterMark(16 * 1024, 64 * 1024);

    private final GateSettings settings;
    private final TlsSettings tlsSettings;
    private final FrameGate gate;
    private final MeterRegistry meters;
    private @Nullable TlsServer tls;
    private @Nullable Future<?> rotation;
    private @Nullable LoopResources loops;
    private @Nullable Channel plain;
    private @Nullable Channel secure;

    FrameServer(GateSettings settings, TlsSettings tlsSettings, FrameGate gate, MeterRegistry meters) {
        this.settings = settings;
        this.tlsSettings = tlsSettings;
        this.gate = gate;
        this.meters = meters;
    }

    /** The port for plain TCP; of use when the configured one is 0. */
    public int port() {
        return portOf(plain);
    }

    /** The port for TLS; of use when the configured one is 0. */
    public int tlsPort() {
        return portOf(secure);
    }

    private static int portOf(@Nullable Channel server) {
        if (server == null) {
            throw new IllegalStateException("not listening");
        }
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void start() {
        LoopResources own = LoopResources.create("frames", Runtime.getRuntime().availableProcessors(), true);
        loops = own;
        if (settings.port() >= 0) {
            plain = bind(own, settings.address(), settings.port(), Optional.empty());
        }
        if (tlsSettings.isConfigured()) {
            TlsServer server = TlsServer.of(tlsSettings, gate.scope().clock(), meters);
            rotation = own.onServerSelect(true)
                    .next()
                    .scheduleWithFixedDelay(server::rotate, ROTATION_SECONDS, ROTATION_SECONDS, TimeUnit.SECONDS);
            secure = bind(own, tlsSettings.address(), tlsSettings.port(), Optional.of(server));
            tls = server;
        }
        log.atInfo()
                .addKeyValue("port", plain == null ? "none" : Integer.toString(port()))
                .addKeyValue("tls_port", secure == null ? "none" : Integer.toString(tlsPort()))
                .log("Listening for frames");
    }

    @SuppressWarnings("deprecation") // The size of reads has no other option in Netty 4.2.
    private Channel bind(LoopResources own, String address, int port, Optional<TlsServer> security) {
        EventLoopGroup acceptor = own.onServerSelect(true);
        ChannelFactory<ServerSocketChannel> sockets = () -> own.onChannel(ServerSocketChannel.class, acceptor);
        ServerBootstrap server = new ServerBootstrap()
                .group(acceptor, own.onServer(true))
                .channelFactory(sockets)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, READS)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITES)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        security.ifPresent(secure -> channel.pipeline().addLast(secured(secure, channel)));
                        channel.pipeline()
                                .addLast(new DeviceConnection(
                                        channel, security.isPresent() ? Transport.TLS : Transport.TCP, gate));
                    }
                });
        try {
            return server.bind(address, port).syncUninterruptibly().channel();
        } catch (RuntimeException e) {
            throw new IllegalStateException("The port for frames cannot be opened: %s:%d".formatted(address, port), e);
        }
    }

    private SslHandler secured(TlsServer server, Channel channel) {
        SslHandler handler = server.newHandler(channel.alloc());
        handler.setHandshakeTimeout(gate.scope().limits().helloTimeout().toMillis(), TimeUnit.MILLISECONDS);
        return handler;
    }

    private static void close(@Nullable Channel server) {
        if (server != null) {
            server.close().syncUninterruptibly();
        }
    }

    /** Accepts nobody any more, lets go of all devices in order, those of WebSockets included, and then of the ports. */
    @Override
    public void stop() {
        close(plain);
        close(secure);
        gate.drain();
        plain = null;
        secure = null;
        if (rotation != null) {
            rotation.cancel(false);
        }
        if (loops != null) {
            loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block(Duration.ofSeconds(3));
            loops = null;
        }
        if (tls != null) {
            tls.close();
            tls = null;
        }
    }

    @Override
    public boolean isRunning() {
        return loops != null;
    }

    /** The last to start and the first to stop: before the HTTP server, and before what clips go to. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1;
    }
}
