package dev.chirp.fanout.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

        /** This topic is in force only now; messages of the last seconds may have been missed. */
        void onLate(String topic);

        /** Every topic is subscribed again; messages in between may have been missed. */
        void onResubscribed();
    }

    private record Awaited(CompletableFuture<Void> confirmed, long since) {}

    private record Change(String topic, boolean wanted) {}

    private final RedisAccess redis;
    private final RedisSettings settings;
    private final ScheduledExecutorService timer;
    private final RedisLink<StatefulRedisPubSubConnection<String, byte[]>> link;
    private final String probeTopic = "chirp:probe:" + UUID.randomUUID();
    private final Set<String> topics = ConcurrentHashMap.newKeySet();
    private final Map<String, Awaited> unconfirmed = new ConcurrentHashMap<>();
    /** Asked for, and given up on before Redis has answered. */
    private final Set<String> late = ConcurrentHashMap.newKeySet();

    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sending = new AtomicBoolean();
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
     * {@link Listener#onResubscribed} follows. What is asked for at the same time shares a command.
     */
    public CompletableFuture<Void> subscribe(String topic) {
        topics.add(topic);
        Awaited awaited =
                unconfirmed.computeIfAbsent(topic, t -> new Awaited(new CompletableFuture<>(), System.nanoTime()));
        change(new Change(topic, true));
        return awaited.confirmed;
    }

    public void unsubscribe(String topic) {
        topics.remove(topic);
        change(new Change(topic, false));
    }

    private void change(Change change) {
        changes.add(change);
        if (sending.compareAndSet(false, true)) {
            try {
                timer.execute(this::sendChanges);
            } catch (RejectedExecutionException e) {
                log.debug("The timer is closed, so is this connection");
            }
        }
    }

    /** Sends what was asked for, in order: as many topics of one kind in a row as a command takes. */
    private void sendChanges() {
        sending.set(false);
        List<String> run = new ArrayList<>();
        boolean wanted = true;
        for (Change change; (change = changes.poll()) != null; ) {
            if (change.wanted != wanted || run.size() == TOPICS_PER_COMMAND) {
                send(run, wanted);
                run = new ArrayList<>();
            }
            wanted = change.wanted;
            run.add(change.topic);
        }
        send(run, wanted);
    }

    private void send(List<String> run, boolean wanted) {
        if (run.isEmpty()) {
            return;
        }
        String[] some = run.toArray(String[]::new);
        var connection = link.connection();
        if (connection.isEmpty()) {
            run.forEach(this::confirm);
        } else if (wanted) {
            connection.get().async().subscribe(some).exceptionally(failure -> {
                late.addAll(run);
                run.forEach(this::confirm);
                return null;
            });
        } else {
            connection.get().async().unsubscribe(some).exceptionally(Subscriptions::failed);
        }
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
                    tellWhenLate(topic);
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

    private void tellWhenLate(String topic) {
        Listener told = listener;
        if (late.remove(topic) && told != null) {
            told.onLate(topic);
        }
    }

    private void resubscribed() {
        late.clear();
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
        Awaited waiting = unconfirmed.remove(topic);
        if (waiting != null) {
            waiting.confirmed.complete(null);
        }
    }

    private void probe() {
        if (probeAge().compareTo(settings.probeTimeout()) > 0 || isConfirmationOverdue()) {
            link.replaceIfOlderThan(settings.probeTimeout());
            redis.replaceIfOlderThan(settings.probeTimeout());
        }
        sendProbe();
    }

    private boolean isConfirmationOverdue() {
        long now = System.nanoTime();
        return unconfirmed.values().stream()
                .anyMatch(
                        awaited -> now - awaited.since > settings.probeTimeout().toNanos());
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
