package dev.chirp.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns one Kafka consumer for its whole life; everything here runs on the poll thread. */
final class PollLoop implements ConsumerRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(PollLoop.class);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSED_POLL = Duration.ofMillis(20);
    private static final Duration REVOKE_WAIT = Duration.ofSeconds(2);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
    private static final long COMMIT_EVERY_NANOS = Duration.ofMillis(500).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final RecordReader reader;
    private final Dispatcher dispatcher;
    private final ConsumerMeters meters;
    private final Map<Integer, Long> committed = new HashMap<>();
    private long housekeptNanos = System.nanoTime();

    PollLoop(
            Consumer<byte[], byte[]> consumer,
            String topic,
            RecordReader reader,
            Dispatcher dispatcher,
            ConsumerMeters meters) {
        this.consumer = consumer;
        this.topic = topic;
        this.reader = reader;
        this.dispatcher = dispatcher;
        this.meters = meters;
    }

    void subscribe() {
        consumer.subscribe(Set.of(topic), this);
    }

    /** One round: fetch as far as there is room, and now and then commit. */
    void poll() {
        boolean room = dispatcher.hasRoom(KafkaSettings.MAX_POLL_RECORDS);
        if (room) {
            consumer.resume(consumer.paused());
        } else {
            Set<TopicPartition> fetching = new HashSet<>(consumer.assignment());
            fetching.removeAll(consumer.paused());
            consumer.pause(fetching);
        }
        for (ConsumerRecord<byte[], byte[]> sent : consumer.poll(room ? POLL : PAUSED_POLL)) {
            dispatcher.offer(reader.read(sent));
        }
        if (System.nanoTime() - housekeptNanos > COMMIT_EVERY_NANOS) {
            housekeptNanos = System.nanoTime();
            commitAsync();
            meters.observe(dispatcher.load(), notFetched());
        }
    }

    /** Commits what is finished and leaves the group. */
    void leave(Duration stopTimeout) {
        dispatcher.stop(stopTimeout);
        commitSync(dispatcher.committable().keySet());
    }

    private long notFetched() {
        return consumer.assignment().stream().mapToLong(this::lag).sum();
    }

    /** The client may lose a partition between two questions, however quickly they are asked. */
    private long lag(TopicPartition partition) {
        try {
            return consumer.currentLag(partition).orElse(0);
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    private void commitAsync() {
        Map<TopicPartition, OffsetAndMetadata> due =
                due(dispatcher.committable().keySet());
        if (due.isEmpty()) {
            return;
        }
        consumer.commitAsync(due, (offsets, failure) -> {
            if (failure == null) {
                offsets.forEach((partition, offset) -> committed.put(partition.partition(), offset.offset()));
            } else {
                log.atDebug().setCause(failure).log("Offsets not committed; the next commit covers them");
            }
        });
    }

    private void commitSync(Set<Integer> partitions) {
        Map<TopicPartition, OffsetAndMetadata> due = due(partitions);
        try {
            if (!due.isEmpty()) {
                consumer.commitSync(due, COMMIT_TIMEOUT);
            }
        } catch (KafkaException e) {
            log.atInfo().setCause(e).log("Offsets not committed; the successor sees duplicates");
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> due(Set<Integer> partitions) {
        Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
        dispatcher.committable().forEach((partition, offset) -> {
            if (partitions.contains(partition) && !offset.equals(committed.get(partition))) {
                due.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset));
            }
        });
        return due;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        log.atInfo()
                .addKeyValue("topic", topic)
                .addKeyValue("partitions", partitions.size())
                .log("Partitions assigned");
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Set<Integer> revoked = numbers(partitions);
        dispatcher.abandon(revoked, REVOKE_WAIT);
        commitSync(revoked);
        forget(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        Set<Integer> lost = numbers(partitions);
        dispatcher.abandon(lost, Duration.ZERO);
        forget(lost);
    }

    private void forget(Set<Integer> partitions) {
        dispatcher.forget(partitions);
        committed.keySet().removeAll(partitions);
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    }
}
