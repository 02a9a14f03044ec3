package dev.chirp.fanout.feed;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.context.SmartLifecycle;

/**
 * Hands every new record of a topic to the sockets of this instance, on a thread of its own: all partitions, from their
 * ends, in no group.
 */
final class BroadcastFeed implements SmartLifecycle, ConsumerThread.Work {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long PARTITIONS_EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String topic;
    private final Source source;
    private final boolean wanted;
    private final ConsumerThread thread;
    private volatile long polledAt = System.nanoTime();
    private long assignedAt;

    /** What a topic holds. */
    interface Source {
        void on(ConsumerRecord<byte[], byte[]> record);

        /** Records may have passed unseen. */
        void onGap();
    }

    BroadcastFeed(
            String name,
            String topic,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Source source,
            boolean wanted,
            Duration retryPause) {
        this.topic = topic;
        this.source = source;
        this.wanted = wanted;
        this.thread = new ConsumerThread(name, consumers, retryPause, this);
    }

    /** Whether it is not in use, or has asked Kafka within this time. */
    boolean isHealthy(Duration silence) {
        return !wanted || System.nanoTime() - polledAt < silence.toNanos();
    }

    @Override
    public void opened(Consumer<byte[], byte[]> consumer) {
        assignAll(consumer);
    }

    @Override
    public void read(Consumer<byte[], byte[]> consumer) {
        consumer.poll(POLL).forEach(source::on);
        polledAt = System.nanoTime();
        if (polledAt - assignedAt > PARTITIONS_EVERY_NANOS) {
            assignAll(consumer);
        }
    }

    /** Takes partitions that are new; those from their ends. */
    private void assignAll(Consumer<byte[], byte[]> consumer) {
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
            source.onGap();
        }
        assignedAt = System.nanoTime();
    }

    @Override
    public void start() {
        if (wanted) {
            polledAt = System.nanoTime();
            thread.start();
        }
    }

    @Override
    public void stop() {
        thread.stop();
    }

    @Override
    public boolean isRunning() {
        return thread.isRunning();
    }

    /** After the hub has started, before it stops. */
    @Override
    public int getPhase() {
        return 200;
    }
}
