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
import org.springframework.context.SmartLifecycle;

/**
 * Hands every new record of the results topic to the sockets of this instance, on the thread {@code fanout-broadcast}:
 * all partitions, from their ends, in no group. Whatever it misses is seen as a gap and read from the past.
 */
final class BroadcastFeed implements SmartLifecycle, ConsumerThread.Work {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long PARTITIONS_EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Hub hub;
    private final boolean wanted;
    private final ConsumerThread thread;
    private volatile long polledAt = System.nanoTime();
    private long assignedAt;

    BroadcastFeed(Supplier<Consumer<byte[], byte[]>> consumers, Hub hub, boolean wanted, Duration retryPause) {
        this.hub = hub;
        this.wanted = wanted;
        this.thread = new ConsumerThread("fanout-broadcast", consumers, retryPause, this);
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
        consumer.poll(POLL).forEach(this::hand);
        polledAt = System.nanoTime();
        if (polledAt - assignedAt > PARTITIONS_EVERY_NANOS) {
            assignAll(consumer);
        }
    }

    /** Takes partitions that are new; those from their ends. */
    private void assignAll(Consumer<byte[], byte[]> consumer) {
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
        assignedAt = System.nanoTime();
    }

    private void hand(ConsumerRecord<byte[], byte[]> record) {
        switch (RecordReader.read(record)) {
            case Reading.Message message -> hub.onMessage(message.channel(), message.message());
            case Reading.Undecodable undecodable ->
                undecodable.place().ifPresent(skip -> hub.onMessage(skip.channel(), skip.message()));
        }
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
