package dev.chirp.fanout;

import io.netty.channel.ChannelOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** The server of this service when it runs by itself; under {@code chirp up} the front listens instead. */
public final class FanoutServer implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(FanoutServer.class);
    private static final int BACKLOG = 4_096;
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private final FanoutEndpoint endpoint;
    private final String address;
    private final int port;
    private @Nullable DisposableServer server;
    private @Nullable LoopResources loops;

    FanoutServer(FanoutEndpoint endpoint, String address, int port) {
        this.endpoint = endpoint;
        this.address = address;
        this.port = port;
    }

    /** The port that it listens on; of use when the configured one is 0. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server.port();
    }

    @Override
    public void start() {
        loops = LoopResources.create("fanout", Runtime.getRuntime().availableProcessors(), true);
        server = HttpServer.create()
                .runOn(loops)
                .host(address)
                .port(port)
                // All clients of an instance that went away come at once.
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .idleTimeout(HANDSHAKE_TIMEOUT)
                .requestTimeout(HANDSHAKE_TIMEOUT)
                .handle(endpoint)
                .bindNow(Duration.ofSeconds(10));
        log.atInfo().addKeyValue("port", server.port()).log("Listening");
    }

    @Override
    public void stop() {
        if (server != null) {
            server.disposeNow(Duration.ofSeconds(3));
            server = null;
        }
        if (loops != null) {
            loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(2));
            loops = null;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    /** Below the gate's phase: stops after the sockets have been drained. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 2;
    }
}
