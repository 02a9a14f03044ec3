package dev.chirp.fanout.feed;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.Header;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends what cannot be read to the dead-letter topic, as it came. Not thread-safe: used by the feed's thread. */
final class DeadLetters implements AutoCloseable {
    private static final long TIMEOUT_MILLIS = 5_000;

    private final String bootstrapServers;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    DeadLetters(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Returns when the broker has it; throws when it does not, and then the record must be offered again. */
    void send(ConsumerRecord<byte[], byte[]> record, String reason)
            throws ExecutionException, TimeoutException, InterruptedException {
        Headers headers = new RecordHeaders(record.headers().toArray())
                .add(Header.DLQ_ID, utf8(EventId.next().toString()))
                .add(Header.DLQ_REASON, utf8(reason))
                .add(Header.DLQ_TOPIC, utf8(record.topic()))
                .add(Header.DLQ_PARTITION, utf8(Integer.toString(record.partition())))
                .add(Header.DLQ_OFFSET, utf8(Long.toString(record.offset())));
        producer()
                .send(new ProducerRecord<>(
                        ConsumerGroup.NOTIFY_FANOUT.deadLetterTopic(), null, record.key(), record.value(), headers))
                .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        KafkaProducer<byte[], byte[]> opened = producer;
        if (opened == null) {
            opened = new KafkaProducer<>(
                    Map.of(
                            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                            ProducerConfig.CLIENT_ID_CONFIG, "notify-fanout-dead-letters",
                            ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MILLIS),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            producer = opened;
        }
        return opened;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }
}
