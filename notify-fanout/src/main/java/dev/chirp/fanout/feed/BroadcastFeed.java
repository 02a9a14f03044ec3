package dev.chirp.fanout.feed;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.fanout.hub.Hub;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Hands every new record of the results topic to the sockets of this instance, on the thread {@code fanout-broadcast}:
 * all partitions, from their ends, in no group. Whatever it misses is seen as a gap and read from the past.
 */
final class BroadcastFeed implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(BroadcastFeed.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long PARTITIONS_EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Hub hub;
    private final boolean wanted;
    private final Duration retryPause;
    private volatile boolean running;
    private volatile long polledAt = System.nanoTime();
    private volatile @Nullable Consumer<byte[], byte[]> open;
    private @Nullable Thread thread;

    BroadcastFeed(Supplier<Consumer<byte[], byte[]>> consumers, Hub hub, boolean wanted, Duration retryPause) {
        this.consumers = consumers;
        this.hub = hub;
        this.wanted = wanted;
        this.retryPause = retryPause;
    }

    /** Whether it is not in use, or has asked Kafka within this time. */
    boolean isHealthy(Duration silence) {
        return !wanted || System.nanoTime() - polledAt < silence.toNanos();
    }

    private void run() {
        while (running) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                open = consumer;
                read(consumer);
            } catch (WakeupException e) {
                log.debug("Woken up to stop");
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("Broadcast consumer failed, opening another");
                pause();
            } finally {
                open = null;
            }
        }
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        long assignedAt = assignAll(consumer);
        while (running) {
            consumer.poll(POLL).forEach(this::hand);
            polledAt = System.nanoTime();
            if (polledAt - assignedAt > PARTITIONS_EVERY_NANOS) {
                assignedAt = assignAll(consumer);
            }
        }
    }

    /** Takes partitions that are new; those from their ends. */
    private long assignAll(Consumer<byte[], byte[]> consumer) {
        String topic = ConsumerGroup.NOTIFY_FANOUT.stream().topic();
        List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        List<TopicPartition> fresh = all.stream()
                .filter(partition -> !consumer.assignment().contains(partition))
                .toList();
        if (!fresh.isEmpty()) {
            consumer.assign(all);
            consumer.seekToEnd(fresh);
            // Decides the positions now; what came before them is read from the past.
            fresh.forEach(consumer::position);
            hub.onGap();
        }
        return System.nanoTime();
    }

    private void hand(ConsumerRecord<byte[], byte[]> record) {
        switch (RecordReader.read(record)) {
            case Reading.Message message -> hub.onMessage(message.channel(), message.message());
            case Reading.Undecodable undecodable ->
                undecodable.place().ifPresent(skip -> hub.onMessage(skip.channel(), skip.message()));
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(retryPause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        if (!wanted) {
            return;
        }
        running = true;
        polledAt = System.nanoTime();
        thread = Thread.ofPlatform().name("fanout-broadcast").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        Consumer<byte[], byte[]> consumer = open;
        if (consumer != null) {
            consumer.wakeup();
        }
        Thread stopping = thread;
        if (stopping != null) {
            try {
                stopping.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the hub has started, before it stops. */
    @Override
    public int getPhase() {
        return 200;
    }
}
