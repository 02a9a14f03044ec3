package dev.chirp.fanout.hub;

import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.LiveChannel;
import dev.chirp.fanout.channel.LiveMessage;
import dev.chirp.fanout.channel.Position;
import dev.chirp.fanout.history.History;
import dev.chirp.fanout.history.Replay;
import dev.chirp.fanout.meter.FanoutMeter;
import dev.chirp.fanout.redis.Subscriptions;
import dev.chirp.fanout.session.Channels;
import dev.chirp.fanout.session.SessionMeters;
import dev.chirp.fanout.session.Subscription;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Routes messages from Redis to the sockets of their channel. Lettuce's threads only enqueue; the thread
 * {@code fanout-hub} groups what came by event loop. What the bounded inbox cannot take is dropped and repaired.
 */
public final class Hub implements Channels, Subscriptions.Listener, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Hub.class);
    private static final int BATCH = 1024;
    private static final long LOOK_AGAIN_MILLIS = 2_000;
    private static final long HOUSEKEEPING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private sealed interface Incoming {
        String topic();

        LiveMessage message();
    }

    /** From Redis, not read yet. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Unread(String topic, byte[] bytes) implements Incoming {
        @Override
        public LiveMessage message() {
            return LiveMessage.fromBytes(bytes);
        }
    }

    /** From this instance's own consumer. */
    private record Read(String topic, LiveMessage message) implements Incoming {}

    private final Subscriptions subscriptions;
    private final History history;
    private final HubSettings settings;
    private final Strategy strategy;
    private final BlockingQueue<Incoming> inbox;
    private final Map<String, Audience> audiences = new ConcurrentHashMap<>();
    private final Set<String> missed = ConcurrentHashMap.newKeySet();
    private final Counter drops;
    private final SessionMeters meters;
    private volatile boolean allMissed;
    private volatile boolean running;
    private @Nullable Thread thread;
    private long housekeptAt = System.nanoTime();

    Hub(
            Subscriptions subscriptions,
            History history,
            HubSettings settings,
            SessionMeters meters,
            MeterRegistry registry) {
        this.subscriptions = subscriptions;
        this.history = history;
        this.settings = settings;
        this.strategy = settings.strategy();
        this.meters = meters;
        this.inbox = new ArrayBlockingQueue<>(settings.inbox());
        this.drops = FanoutMeter.DROPS.counter(registry, "where", "inbox");
        FanoutMeter.INBOX_MESSAGES.gauge(registry, inbox::size);
        FanoutMeter.CHANNELS.gauge(registry, audiences::size);
    }

    @Override
    public CompletableFuture<Void> join(Subscription subscription) {
        String topic = subscription.channel().topic();
        Audience audience = audiences.compute(topic, (same, existing) -> {
            Audience joined = existing == null ? new Audience(listen(subscription.channel())) : existing;
            joined.add(subscription);
            return joined;
        });
        if (isBroadcast(subscription.channel())) {
            lookAgain(subscription);
        }
        return audience.confirmed();
    }

    private boolean isBroadcast(LiveChannel channel) {
        return strategy == Strategy.KAFKA_BROADCAST && channel instanceof DurableChannel;
    }

    /** A record that passed here just before may not be in the past yet when the newcomer reads that. */
    @SuppressWarnings("FutureReturnValueIgnored") // Does nothing once the subscription has ended.
    private static void lookAgain(Subscription subscription) {
        subscription.eventLoop().schedule(subscription::catchUp, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Under {@code kafka-broadcast} every durable message passes by here anyway. */
    private CompletableFuture<Void> listen(LiveChannel channel) {
        return isBroadcast(channel)
                ? CompletableFuture.completedFuture(null)
                : subscriptions.subscribe(channel.topic());
    }

    @Override
    public void leave(Subscription subscription) {
        audiences.computeIfPresent(subscription.channel().topic(), (topic, audience) -> {
            audience.remove(subscription, System.nanoTime());
            return audience;
        });
    }

    @Override
    public CompletableFuture<Position> start(DurableChannel channel) {
        return history.start(channel);
    }

    @Override
    public CompletableFuture<Replay> after(DurableChannel channel, Position from) {
        return history.after(channel, from);
    }

    @Override
    public void onMessage(String topic, byte[] message) {
        offer(new Unread(topic, message));
    }

    /** A message that this instance has read itself; only enqueues. */
    public void onMessage(LiveChannel channel, LiveMessage message) {
        offer(new Read(channel.topic(), message));
    }

    private void offer(Incoming incoming) {
        if (!inbox.offer(incoming)) {
            drops.increment();
            missed.add(incoming.topic());
        }
    }

    @Override
    public void onLate(String topic) {
        missed.add(topic);
    }

    @Override
    public void onResubscribed() {
        onGap();
    }

    /** Any message may have been missed: every subscription looks what it lacks. */
    public void onGap() {
        allMissed = true;
    }

    private void run() {
        List<Incoming> incoming = new ArrayList<>(BATCH);
        while (running) {
            try {
                Incoming first = inbox.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    incoming.add(first);
                    inbox.drainTo(incoming, BATCH - 1);
                    route(incoming);
                }
                repair();
                housekeep();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                // One bad message must not end delivery for everybody; what it skipped is repaired as a gap.
                log.error("A batch could not be routed", e);
                incoming.forEach(lost -> missed.add(lost.topic()));
            }
            incoming.clear();
        }
    }

    private void route(List<Incoming> incoming) {
        var batch = new Batch(meters);
        for (Incoming one : incoming) {
            Audience audience = audiences.get(one.topic());
            if (audience != null) {
                batch.add(audience, one.message());
            }
        }
        batch.hand();
    }

    private void repair() {
        if (allMissed) {
            allMissed = false;
            missed.clear();
            audiences.values().forEach(Hub::catchUp);
            return;
        }
        missed.removeIf(topic -> {
            Audience audience = audiences.get(topic);
            if (audience != null) {
                catchUp(audience);
            }
            return true;
        });
    }

    private static void catchUp(Audience audience) {
        audience.forEachLoop(part -> part.getKey().execute(() -> part.getValue().forEach(Subscription::catchUp)));
    }

    private void housekeep() {
        long now = System.nanoTime();
        if (now - housekeptAt < HOUSEKEEPING_NANOS) {
            return;
        }
        housekeptAt = now;
        for (String topic : audiences.keySet()) {
            audiences.computeIfPresent(topic, (same, audience) -> {
                if (audience.isEmptyFor(settings.linger().toNanos(), now)) {
                    subscriptions.unsubscribe(topic);
                    return null;
                }
                return audience;
            });
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("fanout-hub").start(this::run);
        subscriptions.start(this);
    }

    @Override
    public void stop() {
        running = false;
        Thread stopping = thread;
        if (stopping != null) {
            try {
                stopping.join(TimeUnit.SECONDS.toMillis(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the feed and the sockets, after them in stopping. */
    @Override
    public int getPhase() {
        return 100;
    }
}
