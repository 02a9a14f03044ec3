package dev.chirp.fanout.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client of this instance: one connection for commands, and the making of links for pub/sub. */
public final class RedisAccess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisAccess.class);
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final ClientResources resources = ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();
    private final RedisClient client;
    private final RedisURI uri;
    private final ScheduledExecutorService timer;
    private final RedisLink<StatefulRedisConnection<String, byte[]>> link;
    private volatile Runnable onConnected = () -> {};

    RedisAccess(RedisSettings settings, ScheduledExecutorService timer) {
        this.timer = timer;
        uri = RedisURI.create(settings.url());
        uri.setTimeout(settings.commandTimeout());
        client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(settings.requestQueueSize())
                .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.commandTimeout())
                        .keepAlive(true)
                        .build())
                .build());
        link = new RedisLink<>("commands", () -> client.connectAsync(CODEC, uri), this::connected, timer);
    }

    void start() {
        link.start();
    }

    /** Empty while Redis is away. */
    public Optional<RedisAsyncCommands<String, byte[]>> commands() {
        return link.connection().map(StatefulRedisConnection::async);
    }

    void replaceIfOlderThan(Duration age) {
        link.replaceIfOlderThan(age);
    }

    RedisLink<StatefulRedisPubSubConnection<String, byte[]>> pubSubLink(
            Consumer<StatefulRedisPubSubConnection<String, byte[]>> onConnected) {
        return new RedisLink<>("subscriptions", () -> client.connectPubSubAsync(CODEC, uri), onConnected, timer);
    }

    /** Calls back whenever the connection for commands is there (again), on a thread of Lettuce. */
    public void whenConnected(Runnable action) {
        onConnected = action;
    }

    private void connected(StatefulRedisConnection<String, byte[]> connection) {
        check(connection);
        onConnected.run();
    }

    /** An evicting Redis would cost reads of the event table at the worst moment. */
    private static void check(StatefulRedisConnection<String, byte[]> connection) {
        connection.async().configGet("maxmemory-policy").thenAccept(found -> {
            String policy = found.getOrDefault("maxmemory-policy", "unknown");
            if (!policy.equals("noeviction")) {
                log.atWarn().addKeyValue("policy", policy).log("Redis evicts keys (expected: noeviction)");
            }
        });
    }

    @Override
    public void close() {
        link.close();
        client.shutdownAsync(0, 1, TimeUnit.SECONDS).join();
        resources.shutdown(100, 2_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
