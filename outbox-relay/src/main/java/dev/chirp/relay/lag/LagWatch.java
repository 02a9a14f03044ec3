package dev.chirp.relay.lag;

import dev.chirp.contracts.event.ConsumerGroup;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Asks the broker every 10 s how far each consumer group is behind, also one that has no member. On the thread
 * {@code relay-lag} with a client of its own; the relay's work neither waits for it nor learns of its failures.
 */
public final class LagWatch implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(LagWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(1);

    private final Map<String, Object> clientSettings;
    private final Map<ConsumerGroup, GroupLag> groups = new EnumMap<>(ConsumerGroup.class);
    private final CountDownLatch stop = new CountDownLatch(1);
    private @Nullable Thread thread;
    private boolean failing;

    /** @param clientSettings where Kafka is and how it is reached */
    public LagWatch(Map<String, Object> clientSettings, MeterRegistry meters) {
        this.clientSettings = new HashMap<>(clientSettings);
        this.clientSettings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "chirp-outbox-relay-lag");
        this.clientSettings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER_WITHIN.toMillis());
        this.clientSettings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_WITHIN.toMillis());
        this.clientSettings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000);
        for (ConsumerGroup group : ConsumerGroup.values()) {
            groups.put(group, new GroupLag(group, System::nanoTime, meters));
        }
    }

    @Override
    public void start() {
        thread = Thread.ofPlatform().daemon().name("relay-lag").start(this::run);
    }

    private void run() {
        try {
            do {
                work();
            } while (!rest());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until a look fails: the next client looks the servers up anew. */
    private void work() throws InterruptedException {
        try {
            Admin admin = Admin.create(clientSettings);
            try {
                do {
                    look(admin);
                    note(null);
                } while (!rest());
            } finally {
                // What is under way is not waited for.
                admin.close(Duration.ZERO);
            }
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            note(e);
        }
    }

    /** Whether it is to stop. */
    private boolean rest() throws InterruptedException {
        return stop.await(EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void note(@Nullable Exception failure) {
        if (failure != null && !failing) {
            log.atWarn()
                    .addKeyValue("error", failure.toString())
                    .log("The lag of consumer groups is not known: Kafka does not tell");
        }
        failing = failure != null;
    }

    /** A group that may not be looked at leaves the others as they are. */
    private void look(Admin admin) throws ExecutionException, TimeoutException, InterruptedException {
        ExecutionException failure = null;
        for (Map.Entry<ConsumerGroup, GroupLag> group : groups.entrySet()) {
            try {
                group.getValue().measured(offsets(admin, group.getKey()));
            } catch (ExecutionException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** What is committed is asked for before the ends, so that no end is behind it. */
    private static List<PartitionOffsets> offsets(Admin admin, ConsumerGroup group)
            throws ExecutionException, TimeoutException, InterruptedException {
        String topic = group.stream().topic();
        List<TopicPartition> partitions = answer(
                        admin.describeTopics(List.of(topic)).allTopicNames())
                .values()
                .stream()
                .flatMap(description -> description.partitions().stream())
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        Map<TopicPartition, OffsetAndMetadata> committed =
                answer(admin.listConsumerGroupOffsets(Map.of(group.groupId(), new ListConsumerGroupOffsetsSpec()))
                        .partitionsToOffsetAndMetadata(group.groupId()));
        Map<TopicPartition, ListOffsetsResultInfo> starts = ends(admin, partitions, OffsetSpec.earliest());
        Map<TopicPartition, ListOffsetsResultInfo> ends = ends(admin, partitions, OffsetSpec.latest());
        return partitions.stream()
                .map(partition -> new PartitionOffsets(
                        partition.partition(),
                        Objects.requireNonNull(starts.get(partition)).offset(),
                        Objects.requireNonNull(ends.get(partition)).offset(),
                        offset(committed.get(partition))))
                .toList();
    }

    private static @Nullable Long offset(@Nullable OffsetAndMetadata committed) {
        return committed == null ? null : committed.offset();
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> ends(
            Admin admin, List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which));
        return answer(admin.listOffsets(wanted).all());
    }

    private static <T> T answer(KafkaFuture<T> future)
            throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(2 * ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        stop.countDown();
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            try {
                running.join(STOP_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
