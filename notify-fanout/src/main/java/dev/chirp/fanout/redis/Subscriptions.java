package dev.chirp.fanout.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This instance's pub/sub connection: subscribed to the topics of its own sockets and to a probe of its own, which is
 * sent through Redis and must come back. After a loss every topic is subscribed again before the listener is told.
 */
public final class Subscriptions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);
    private static final int TOPICS_PER_COMMAND = 512;

    /** Called on a thread of Lettuce: must only enqueue. */
    public interface Listener {
        void onMessage(String topic, byte[] message);

        /** Every topic is subscribed again; messages in between may have been missed. */
        void onResubscribed();
    }

    private final RedisAccess redis;
    private final RedisSettings settings;
    private final ScheduledExecutorService timer;
    private final RedisLink<StatefulRedisPubSubConnection<String, byte[]>> link;
    private final String probeTopic = "chirp:probe:" + UUID.randomUUID();
    private final Set<String> topics = ConcurrentHashMap.newKeySet();
    private final Map<String, CompletableFuture<Void>> unconfirmed = new ConcurrentHashMap<>();
    private volatile @Nullable Listener listener;
    private volatile long probedAt;
    private @Nullable Future<?> probing;

    Subscriptions(RedisAccess redis, RedisSettings settings, ScheduledExecutorService timer) {
        this.redis = redis;
        this.settings = settings;
        this.timer = timer;
        this.link = redis.pubSubLink(this::connected);
        this.probedAt = System.nanoTime() - settings.probeTimeout().toNanos();
    }

    /** Connects; {@code listener} gets every message from now on. */
    public void start(Listener newListener) {
        listener = newListener;
        link.start();
        long interval = settings.probeInterval().toNanos();
        probing = timer.scheduleWithFixedDelay(this::probe, interval, interval, TimeUnit.NANOSECONDS);
    }

    /**
     * Completes when Redis has confirmed, or at once while Redis is away: then the listener's
     * {@link Listener#onResubscribed} follows.
     */
    public CompletableFuture<Void> subscribe(String topic) {
        topics.add(topic);
        CompletableFuture<Void> confirmed = unconfirmed.computeIfAbsent(topic, t -> new CompletableFuture<>());
        link.connection()
                .ifPresentOrElse(
                        open -> open.async().subscribe(topic).exceptionally(failure -> {
                            confirm(topic);
                            return null;
                        }),
                        () -> confirm(topic));
        return confirmed;
    }

    public void unsubscribe(String topic) {
        topics.remove(topic);
        link.connection().ifPresent(open -> open.async().unsubscribe(topic).exceptionally(Subscriptions::failed));
    }

    /** How long ago a probe last came back through Redis. */
    public Duration probeAge() {
        return Duration.ofNanos(System.nanoTime() - probedAt);
    }

    private void connected(StatefulRedisPubSubConnection<String, byte[]> connection) {
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String topic, byte[] message) {
                received(topic, message);
            }

            @Override
            public void subscribed(String topic, long count) {
                if (topic.equals(probeTopic)) {
                    resubscribed();
                } else {
                    confirm(topic);
                }
            }
        });
        List<String> wanted = List.copyOf(topics);
        for (int from = 0; from < wanted.size(); from += TOPICS_PER_COMMAND) {
            List<String> some = wanted.subList(from, Math.min(from + TOPICS_PER_COMMAND, wanted.size()));
            connection.async().subscribe(some.toArray(String[]::new)).exceptionally(Subscriptions::failed);
        }
        // Last, so that its confirmation says that all before it are in force.
        connection.async().subscribe(probeTopic).exceptionally(Subscriptions::failed);
    }

    private void resubscribed() {
        Listener told = listener;
        if (told != null) {
            told.onResubscribed();
        }
        sendProbe();
    }

    private void received(String topic, byte[] message) {
        if (topic.equals(probeTopic)) {
            probedAt = System.nanoTime();
            return;
        }
        Listener told = listener;
        if (told != null) {
            told.onMessage(topic, message);
        }
    }

    private void confirm(String topic) {
        CompletableFuture<Void> waiting = unconfirmed.remove(topic);
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    private void probe() {
        if (probeAge().compareTo(settings.probeTimeout()) > 0) {
            link.replaceIfOlderThan(settings.probeTimeout());
            redis.replaceIfOlderThan(settings.probeTimeout());
        }
        sendProbe();
    }

    private void sendProbe() {
        redis.commands()
                .ifPresent(
                        commands -> commands.publish(probeTopic, new byte[] {1}).exceptionally(failure -> {
                            log.atDebug().setCause(failure).log("Probe was not sent");
                            return 0L;
                        }));
    }

    /** The connection is about to be replaced, and then everything is subscribed again. */
    private static @Nullable Void failed(Throwable failure) {
        log.atDebug().setCause(failure).log("Subscription was not changed");
        return null;
    }

    @Override
    public void close() {
        if (probing != null) {
            probing.cancel(false);
        }
        link.close();
    }
}
