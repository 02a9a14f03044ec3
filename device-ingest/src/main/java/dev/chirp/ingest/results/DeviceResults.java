package dev.chirp.ingest.results;

import dev.chirp.contracts.event.Stream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads all results from now on, on the thread {@code device-results}, in no group; nothing of a record but its key is
 * looked at unless a device of its user listens. What passes while Kafka is away is missed.
 */
public final class DeviceResults implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(DeviceResults.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final long RETRY_MILLIS = 500;
    private static final long PARTITIONS_EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String topic = Stream.CAPTURE_RESULTS.topic();
    private final String bootstrapServers;
    private final ResultsListener listener;
    private volatile boolean running;
    private volatile @Nullable Consumer<byte[], byte[]> open;
    private @Nullable Thread thread;
    private long assignedAt;

    DeviceResults(String bootstrapServers, ResultsListener listener) {
        this.bootstrapServers = bootstrapServers;
        this.listener = listener;
    }

    private void run() {
        while (running) {
            try (Consumer<byte[], byte[]> consumer = consumer()) {
                open = consumer;
                assignAll(consumer);
                while (running) {
                    consumer.poll(POLL).forEach(this::on);
                    if (System.nanoTime() - assignedAt > PARTITIONS_EVERY_NANOS) {
                        assignAll(consumer);
                    }
                }
            } catch (WakeupException e) {
                log.debug("Woken up to stop");
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("Results cannot be read for devices, trying again");
                pause();
            } finally {
                open = null;
            }
        }
    }

    /** Takes partitions that are new, from their ends. */
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
            fresh.forEach(consumer::position);
        }
        assignedAt = System.nanoTime();
    }

    private void on(ConsumerRecord<byte[], byte[]> record) {
        long userId = userId(record.key());
        if (userId > 0 && listener.wants(userId)) {
            Envelope.of(record).ifPresent(envelope -> listener.onResult(userId, envelope));
        }
    }

    /** 0 when the key is no id. */
    private static long userId(byte[] key) {
        try {
            return key == null ? 0 : Long.parseLong(new String(key, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "device-ingest-results",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "latest",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        256,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        250),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name("device-results").start(this::run);
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
                stopping.join(STOP_TIMEOUT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before devices can connect, and until they are gone. */
    @Override
    public int getPhase() {
        return 0;
    }
}
