package dev.chirp.cli.front;

import dev.chirp.embedded.ServerStartException;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.BindException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.reactivestreams.Publisher;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * The public server: one socket, event loops of its own, and an {@link Endpoint} per service. A service without an
 * endpoint is answered with 503, or with 404 when it is not part of this installation.
 */
public final class Front implements AutoCloseable {
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(75);
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final Map<Target, Endpoint> endpoints = new ConcurrentHashMap<>();
    private final LoopResources loops = LoopResources.create("front");
    private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private final DisposableServer server;
    private volatile boolean refusing;

    private Front(String address, int port) {
        this.server = HttpServer.create()
                .runOn(loops)
                .host(address)
                .port(port)
                .channelGroup(connections)
                .idleTimeout(IDLE_TIMEOUT)
                .httpRequestDecoder(
                        limits -> limits.maxHeaderSize(MAX_HEADER_BYTES).maxInitialLineLength(MAX_HEADER_BYTES))
                .handle(this::dispatch)
                .bindNow(BIND_TIMEOUT);
    }

    /** Listens at once; services answer as soon as they are mounted. */
    public static Front start(String address, int port) {
        try {
            return new Front(address, port);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof BindException) {
                throw new ServerStartException(
                        "Port %d is in use by another process; choose one with --port.".formatted(port), e);
            }
            throw e;
        }
    }

    public void mount(Target target, Endpoint endpoint) {
        endpoints.put(target, endpoint);
    }

    public void unmount(Target target) {
        endpoints.remove(target);
    }

    public int port() {
        return server.port();
    }

    /** Its event loops. */
    LoopResources loops() {
        return loops;
    }

    private Publisher<Void> dispatch(HttpServerRequest request, HttpServerResponse response) {
        Target target = Routes.of(request.fullPath());
        Endpoint endpoint = endpoints.get(target);
        if (refusing) {
            return Problem.UNAVAILABLE.answer(request, response);
        }
        if (endpoint == null) {
            Problem problem = target == Target.CLASSIFY_WORKER ? Problem.NOT_FOUND : Problem.UNAVAILABLE;
            return problem.answer(request, response);
        }
        return endpoint.apply(request, response);
    }

    /** No new connections, and 503 on those that are open; sockets and requests in flight go on. */
    public void refuse() {
        refusing = true;
        server.channel().close().awaitUninterruptibly(BIND_TIMEOUT.toMillis());
    }

    /** Ends what is still open. */
    @Override
    public void close() {
        refuse();
        connections.close().awaitUninterruptibly(2_000);
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block(Duration.ofSeconds(5));
    }
}
