package dev.chirp.storage.s3;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/**
 * The SDK's requests over the platform's own HTTP client: the SDK's client for Netty is made for 4.1. Bodies
 * stream both ways, and only as fast as the other side takes them.
 */
final class ReactorHttp implements SdkAsyncHttpClient {
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final int WAITING_PER_CONNECTION = 16;
    private static final int EVENT_LOOPS = 2;

    /** Shorter than S3 keeps a connection on which nothing happens. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(4);

    private final LoopResources loops = LoopResources.create("s3", EVENT_LOOPS, true);
    private final ConnectionProvider connections;
    private final HttpClient client;

    ReactorHttp(int maxConnections, Duration timeout) {
        this.connections = ConnectionProvider.builder("s3")
                .maxConnections(maxConnections)
                .pendingAcquireMaxCount(WAITING_PER_CONNECTION * maxConnections)
                .pendingAcquireTimeout(timeout)
                .maxIdleTime(MAX_IDLE)
                .build();
        this.client = HttpClient.create(connections)
                .runOn(loops)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .responseTimeout(timeout);
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        SdkAsyncHttpResponseHandler handler = request.responseHandler();
        CompletableFuture<Void> done = new CompletableFuture<>();
        Disposable exchange = exchange(request)
                .subscribe(
                        nothing -> {},
                        failure -> {
                            handler.onError(failure);
                            done.completeExceptionally(failure);
                        },
                        () -> done.complete(null));
        // Who gives up waiting cancels this future.
        return done.whenComplete((nothing, failure) -> {
            if (failure != null) {
                exchange.dispose();
            }
        });
    }

    private Flux<Void> exchange(AsyncExecuteRequest request) {
        SdkHttpRequest http = request.request();
        HttpClient.RequestSender sender = client.headers(headers -> copy(http, headers))
                .request(HttpMethod.valueOf(http.method().name()))
                .uri(http.getUri());
        HttpClient.ResponseReceiver<?> receiver = hasBody(http)
                ? sender.send(Flux.from(request.requestContentPublisher()).map(Unpooled::wrappedBuffer))
                : sender;
        return receiver.response((response, body) -> receive(response, body, request.responseHandler()));
    }

    private static boolean hasBody(SdkHttpRequest request) {
        return request.firstMatchingHeader("Content-Length")
                .filter(length -> !length.equals("0"))
                .isPresent();
    }

    private static void copy(SdkHttpRequest request, HttpHeaders headers) {
        request.forEachHeader((name, values) -> headers.set(name, values));
    }

    /** Completes when the SDK has taken the body, or does not want more of it. */
    private static Publisher<Void> receive(
            HttpClientResponse response, ByteBufFlux body, SdkAsyncHttpResponseHandler handler) {
        Sinks.Empty<Void> end = Sinks.empty();
        Flux<ByteBuffer> bytes =
                body.map(ReactorHttp::copy).doOnError(end::tryEmitError).doFinally(signal -> end.tryEmitEmpty());
        return Mono.defer(() -> {
            handler.onHeaders(SdkHttpResponse.builder()
                    .statusCode(response.status().code())
                    .statusText(response.status().reasonPhrase())
                    .headers(headers(response))
                    .build());
            handler.onStream(bytes);
            return end.asMono();
        });
    }

    private static Map<String, List<String>> headers(HttpClientResponse response) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : response.responseHeaders().names()) {
            headers.put(name, response.responseHeaders().getAll(name));
        }
        return headers;
    }

    /** The SDK keeps what it gets; Netty takes its buffers back. */
    private static ByteBuffer copy(ByteBuf buffer) {
        ByteBuffer copy = ByteBuffer.allocate(buffer.readableBytes());
        buffer.readBytes(copy);
        return copy.flip();
    }

    @Override
    public String clientName() {
        return "reactor-netty";
    }

    @Override
    public void close() {
        connections.dispose();
        loops.dispose();
    }
}
