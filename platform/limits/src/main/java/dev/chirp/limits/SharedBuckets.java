package dev.chirp.limits;

import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Buckets in Redis, under {@code chirp:limit:<limit>:<subject>}, each until it would be full again. One connection; a
 * command is refused at once while that is down, and while too many wait for their answers.
 */
final class SharedBuckets implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SharedBuckets.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** Who asks waits for less long, and gives back what is answered later. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

    private static final int MOST_WAITING = 4_096;
    private static final Duration KEPT_LONGER = Duration.ofSeconds(10);

    private final RedisURI uri;
    private final ClientResources resources = ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();
    private final RedisClient client;
    private final Disposable.Swap connecting = Disposables.swap();
    private volatile @Nullable AsyncProxyManager<String> buckets;

    SharedBuckets(String url) {
        this.uri = RedisURI.create(url);
        uri.setTimeout(COMMAND_TIMEOUT);
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_WAITING)
                .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(true)
                        .build())
                .build());
    }

    /** Connects in the background, until it succeeds; afterwards Lettuce connects again by itself. */
    void start() {
        RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
        connecting.update(Mono.defer(() -> Mono.fromCompletionStage(client.connectAsync(codec, uri)))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
                        .maxBackoff(Duration.ofSeconds(2))
                        .jitter(0.5))
                .subscribe(
                        this::connected,
                        failure -> log.atError().setCause(failure).log("Redis is no longer connected to")));
    }

    private void connected(StatefulRedisConnection<String, byte[]> connection) {
        buckets = Bucket4jLettuce.casBasedBuilder(connection)
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_LONGER))
                .build()
                .asAsync();
    }

    /** Takes tokens if there are so many; fails while Redis is away, after 5 s at the latest. */
    CompletableFuture<ConsumptionProbe> take(Limit limit, String subject, long tokens) {
        return ask(limit, subject, bucket -> bucket.tryConsumeAndReturnRemaining(tokens));
    }

    /** Puts tokens back, no more than there is room for; fails while Redis is away, after 5 s at the latest. */
    CompletableFuture<Void> giveBack(Limit limit, String subject, long tokens) {
        return ask(limit, subject, bucket -> bucket.addTokens(tokens));
    }

    private <T> CompletableFuture<T> ask(
            Limit limit, String subject, Function<AsyncBucketProxy, CompletableFuture<T>> question) {
        AsyncProxyManager<String> connected = buckets;
        return connected == null
                ? CompletableFuture.failedFuture(new NotConnected())
                : question.apply(connected
                        .builder()
                        .build(
                                "chirp:limit:" + limit.name() + ":" + subject,
                                () -> CompletableFuture.completedFuture(limit.bucket())));
    }

    /** Redis has not been reached yet. */
    static final class NotConnected extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotConnected() {
            super("not connected to Redis", null, false, false);
        }
    }

    @Override
    public void close() {
        connecting.dispose();
        client.shutdownAsync(0, 1, TimeUnit.SECONDS).join();
        resources.shutdown(100, 2_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
