package dev.chirp.fanout.feed;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.fanout.redis.ChannelCache;
import dev.chirp.telemetry.trace.Operation;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Brings every record of the results topic to Redis, on the thread {@code fanout-feed}. An offset is committed when
 * Redis has accepted everything up to it; while Redis is away the partitions are paused, and nothing is lost or skipped.
 */
final class ResultsFeed implements SmartLifecycle, ConsumerThread.Work {
    private static final Logger log = LoggerFactory.getLogger(ResultsFeed.class);
    private static final int LINES_PER_SECOND = 100;
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long BREATH_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long COMMIT_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Duration LAST_COMMIT = Duration.ofSeconds(2);

    private final ChannelCache cache;
    private final DeadLetters deadLetters;
    private final FeedSettings settings;
    private final FeedMeters meters;
    private final LogLimit told = new LogLimit(LINES_PER_SECOND);
    private final ConsumerThread thread;
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
    private boolean paused;
    private long committedAt = System.nanoTime();

    ResultsFeed(
            Supplier<Consumer<byte[], byte[]>> consumers,
            ChannelCache cache,
            DeadLetters deadLetters,
            FeedSettings settings,
            FeedMeters meters) {
        this.cache = cache;
        this.deadLetters = deadLetters;
        this.settings = settings;
        this.meters = meters;
        this.thread = new ConsumerThread("fanout-feed", consumers, settings.retryPause(), this);
    }

    /** A record and its way into Redis. */
    private record Offered(ConsumerRecord<byte[], byte[]> record, CompletableFuture<?> accepted) {}

    @Override
    public void opened(Consumer<byte[], byte[]> consumer) {
        consumer.subscribe(List.of(ConsumerGroup.NOTIFY_FANOUT.stream().topic()));
        paused = false;
        uncommitted.clear();
    }

    @Override
    public void read(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(paused ? settings.retryPause() : POLL);
        meters.polled(consumer);
        boolean accepted = records.isEmpty() ? !paused || isCacheBack() : offer(consumer, records);
        if (!accepted) {
            // Also those assigned meanwhile: poll keeps the membership alive and must return no record.
            consumer.pause(consumer.assignment());
        } else if (paused) {
            consumer.resume(consumer.assignment());
        }
        paused = !accepted;
        meters.paused(paused);
        commit(consumer);
        if (!records.isEmpty()) {
            // A poll costs as much as a dozen records: those of the next moment share one.
            TimeUnit.NANOSECONDS.sleep(BREATH_NANOS);
        }
    }

    /** Sends all to Redis at once, in order; true when all are accepted, otherwise the rest will be polled again. */
    private boolean offer(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records)
            throws InterruptedException {
        List<Offered> offered = new ArrayList<>(records.count());
        records.forEach(record -> offered.add(new Offered(record, offer(record))));
        Map<TopicPartition, OffsetAndMetadata> settled = new HashMap<>();
        Map<TopicPartition, Long> unsettled = new HashMap<>();
        long deadline = System.nanoTime() + settings.cacheTimeout().toNanos();
        for (Offered one : offered) {
            TopicPartition partition = new TopicPartition(one.record.topic(), one.record.partition());
            if (unsettled.containsKey(partition)) {
                continue;
            }
            if (isAccepted(one, deadline)) {
                settled.put(partition, new OffsetAndMetadata(one.record.offset() + 1));
            } else {
                unsettled.put(partition, one.record.offset());
            }
        }
        unsettled.forEach(consumer::seek);
        uncommitted.putAll(settled);
        return unsettled.isEmpty();
    }

    /** Not after each poll: a commit costs the broker as much as a record, and what comes twice is recognised. */
    private void commit(Consumer<byte[], byte[]> consumer) {
        long now = System.nanoTime();
        if (uncommitted.isEmpty() || now - committedAt < COMMIT_EVERY_NANOS) {
            return;
        }
        committedAt = now;
        uncommitted.keySet().retainAll(consumer.assignment());
        consumer.commitAsync(Map.copyOf(uncommitted), null);
        uncommitted.clear();
    }

    @Override
    public void closing(Consumer<byte[], byte[]> consumer) {
        uncommitted.keySet().retainAll(consumer.assignment());
        try {
            consumer.commitSync(Map.copyOf(uncommitted), LAST_COMMIT);
        } catch (WakeupException late) {
            throw late;
        } catch (KafkaException e) {
            log.atInfo().setCause(e).log("Last offsets not committed; their events come twice and are recognised");
        }
    }

    private CompletableFuture<?> offer(ConsumerRecord<byte[], byte[]> record) {
        return switch (RecordReader.read(record)) {
            case Reading.Message message -> append(record, message);
            case Reading.Undecodable(String reason, String detail, var place) -> {
                meters.undecodable();
                log.atError()
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("offset", record.offset())
                        .addKeyValue("reason", reason)
                        .addKeyValue("detail", detail)
                        .log("Record cannot be read, it goes to the dead-letter topic");
                CompletableFuture<?> buried = bury(record, reason);
                yield place.isPresent() ? CompletableFuture.allOf(buried, append(record, place.get())) : buried;
            }
        };
    }

    private CompletableFuture<?> append(ConsumerRecord<byte[], byte[]> record, Reading.Message message) {
        Operation operation = Operation.process(record.topic(), RecordReader.traceparent(record));
        return append(message, operation).whenComplete((accepted, failure) -> operation.end(failure));
    }

    private CompletableFuture<?> append(Reading.Message message, Operation operation) {
        return cache.append(message.channel(), message.message()).thenAccept(outcome -> {
            meters.appended(outcome);
            if (message.device() != null) {
                cache.hint(message.device());
            }
            if (!told.admits(System.nanoTime())) {
                return;
            }
            try (Scope _ = operation.onThisThread()) {
                log.atInfo()
                        .addKeyValue("request_id", message.requestId())
                        .addKeyValue("user_id", message.channel().key())
                        .addKeyValue("seq", message.message().offset())
                        .addKeyValue("outcome", outcome)
                        .log("Live event published");
            }
        });
    }

    private CompletableFuture<?> bury(ConsumerRecord<byte[], byte[]> record, String reason) {
        try {
            deadLetters.send(record, reason);
            return CompletableFuture.completedFuture(null);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return CompletableFuture.failedFuture(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(e);
        }
    }

    private boolean isAccepted(Offered offered, long deadline) throws InterruptedException {
        try {
            offered.accepted.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            meters.refused();
            log.atDebug().setCause(e).log("Record is not accepted yet");
            return false;
        }
    }

    private boolean isCacheBack() throws InterruptedException {
        try {
            cache.ping().get(settings.cacheTimeout().toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop() {
        thread.stop();
        deadLetters.close();
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
