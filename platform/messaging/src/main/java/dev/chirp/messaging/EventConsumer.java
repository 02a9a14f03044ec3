package dev.chirp.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Reads the topic of a group and applies each event once, in order per key: position, effect and follow-up events are
 * one transaction. Polls on a platform thread of its own; listeners run on virtual threads.
 */
public final class EventConsumer implements SmartLifecycle {
    private static final Duration STALLED = Duration.ofSeconds(30);

    /** What a health check may say about a consumer. */
    enum Condition {
        WORKING,
        /** A dependency is away; nothing is lost or given up meanwhile. */
        PAUSED,
        /** The poll thread has not come round for 30 s, or is gone. */
        STALLED,
        STOPPED
    }

    private final ConsumerSettings settings;
    private final EventWriter events;
    private final EventListener listener;
    private final MeterRegistry registry;
    private final ConsumerMeters meters;
    private @Nullable ConsumerThread thread;

    public EventConsumer(
            ConsumerSettings settings, EventWriter events, EventListener listener, MeterRegistry registry) {
        this.settings = settings;
        this.events = events;
        this.listener = listener;
        this.registry = registry;
        this.meters = new ConsumerMeters(registry, settings.group().groupId());
    }

    /** Starts the poll thread; returns at once, also when the broker or the database is away. */
    @Override
    public synchronized void start() {
        if (thread == null) {
            thread = new ConsumerThread(
                    settings, events, listener, meters, () -> KafkaSettings.connect(settings, registry));
            thread.start();
        }
    }

    /** Takes no new event, lets those being handled finish within the stop time-out, commits offsets, leaves. */
    @Override
    public synchronized void stop() {
        if (thread != null) {
            thread.stop();
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    synchronized Condition condition() {
        if (thread == null) {
            return Condition.STOPPED;
        }
        if (thread.sinceLastRound().compareTo(STALLED) > 0) {
            return Condition.STALLED;
        }
        return meters.paused() ? Condition.PAUSED : Condition.WORKING;
    }
}
