package dev.chirp.cli.front;

import dev.chirp.embedded.Loopback;
import dev.chirp.embedded.ServerStartException;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.BindException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
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
    private static final String KEYS = "/.well-known/jwks.json";
    private static final String STRICT_TRANSPORT_SECURITY = "Strict-Transport-Security";

    private final Map<Target, Endpoint> endpoints = new ConcurrentHashMap<>();
    private final LoopResources loops = LoopResources.create("front");
    private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private final DisposableServer server;
    /** Where the services of this process, which do not know our certificate, get the public keys of tokens. */
    private final @Nullable DisposableServer keys;

    private volatile boolean refusing;

    private Front(String address, int port, @Nullable FrontTls tls) {
        HttpServer plain = HttpServer.create()
                .runOn(loops)
                .channelGroup(connections)
                .idleTimeout(IDLE_TIMEOUT)
                .httpRequestDecoder(
                        limits -> limits.maxHeaderSize(MAX_HEADER_BYTES).maxInitialLineLength(MAX_HEADER_BYTES));
        if (tls == null) {
            this.server = plain.host(address).port(port).handle(this::dispatch).bindNow(BIND_TIMEOUT);
            this.keys = null;
            return;
        }
        SslContext context = tls.context();
        String transportSecurity = "max-age=" + tls.remember().toSeconds();
        this.server = plain.host(address)
                .port(port)
                .secure(spec -> spec.sslContext(context))
                .handle((request, response) -> {
                    response.header(STRICT_TRANSPORT_SECURITY, transportSecurity);
                    return dispatch(request, response);
                })
                .bindNow(BIND_TIMEOUT);
        this.keys = plain.host(Loopback.HOST).port(0).handle(this::dispatchKeys).bindNow(BIND_TIMEOUT);
    }

    /** Listens at once; services answer as soon as they are mounted. */
    public static Front start(String address, int port) {
        return start(address, port, null);
    }

    /** The same; with TLS it listens for nothing else at this address. */
    public static Front start(String address, int port, @Nullable FrontTls tls) {
        try {
            return new Front(address, port, tls);
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

    /** The public keys of tokens, for services of this process; without TLS in any case. */
    public String keysUrl() {
        return "http://%s:%d%s".formatted(Loopback.HOST, keys == null ? port() : keys.port(), KEYS);
    }

    /** Its event loops. */
    LoopResources loops() {
        return loops;
    }

    private Publisher<Void> dispatchKeys(HttpServerRequest request, HttpServerResponse response) {
        return request.uri().equals(KEYS) ? dispatch(request, response) : Problem.NOT_FOUND.answer(request, response);
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
        if (keys != null) {
            keys.disposeNow(BIND_TIMEOUT);
        }
        connections.close().awaitUninterruptibly(2_000);
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block(Duration.ofSeconds(5));
    }
}
