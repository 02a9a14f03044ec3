package dev.chirp.fanout;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.EventId;
import dev.chirp.contracts.event.Header;
import dev.chirp.contracts.event.Signal;
import dev.chirp.contracts.event.Stream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Writes records of {@code chirp.capture.results.v1} as the relay does. */
final class ResultRecords implements AutoCloseable {
    private final String bootstrapServers;
    private final KafkaProducer<byte[], byte[]> producer;

    ResultRecords(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void processed(long userId, long seq) throws Exception {
        send(userId, 1, seq, "chirp.capture.processed", document(seq)).get();
    }

    static String document(long captureId) {
        return """
            {"id": %d, "status": "processed", "device_id": null, "filename": "dawn.wav", "duration_seconds": 9.0,
             "recorded_at": "2026-05-01T06:00:00.000Z", "created_at": "2026-05-01T06:00:01.250Z",
             "classified_at": "2026-05-01T06:00:01.600Z", "processed_at": "2026-05-01T06:00:01.640Z",
             "confidence": 0.12, "verdict": "no_bird", "bird": null, "predictions": [], "detections": [],
             "model": {"name": "backyard-mini", "version": "1.0.0"}, "error": null}\
            """.formatted(captureId);
    }

    Future<RecordMetadata> send(long userId, long epoch, long seq, String type, String value) {
        var headers = new RecordHeaders();
        headers.add(Header.CE_ID, utf8(EventId.next().toString()));
        headers.add(Header.CE_TYPE, utf8(type));
        headers.add(Header.CE_TIME, utf8("2026-05-01T06:00:00.123456Z"));
        headers.add(Header.CHIRP_STREAM, utf8("capture.results"));
        headers.add(Header.CHIRP_SEQ, utf8(Long.toString(seq)));
        headers.add(Header.CHIRP_EPOCH, utf8(Long.toString(epoch)));
        headers.add(Header.CHIRP_REQUEST_ID, utf8("request-" + seq));
        return producer.send(new ProducerRecord<>(
                Stream.CAPTURE_RESULTS.topic(), null, utf8(Long.toString(userId)), utf8(value), headers));
    }

    /** Tells these facts about long recordings again and again: the first may come before anybody reads them. */
    AutoCloseable keepTelling(long userId, String... facts) {
        Thread telling = Thread.ofVirtual().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                for (String fact : facts) {
                    producer.send(new ProducerRecord<>(
                            Signal.CAPTURE_PROGRESS.topic(), utf8(Long.toString(userId)), utf8(fact)));
                }
                LockSupport.parkNanos(100_000_000);
            }
        });
        return () -> {
            telling.interrupt();
            telling.join();
        };
    }

    /** Says that a device was reported, again and again: the first may come before anybody reads it. */
    AutoCloseable keepReporting(UUID device) {
        Thread telling = Thread.ofVirtual().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                producer.send(new ProducerRecord<>(Signal.DEVICE_REPORTED.topic(), utf8("nonsense"), utf8("{}")));
                producer.send(
                        new ProducerRecord<>(Signal.DEVICE_REPORTED.topic(), utf8(device.toString()), utf8("{}")));
                LockSupport.parkNanos(100_000_000);
            }
        });
        return () -> {
            telling.interrupt();
            telling.join();
        };
    }

    /** Waits for the dead letter of this user and returns its value. */
    String deadLetterOf(long userId) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringDeserializer(), new StringDeserializer())) {
            String topic = ConsumerGroup.NOTIFY_FANOUT.deadLetterTopic();
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (System.nanoTime() < deadline) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    if (Long.toString(userId).equals(record.key())) {
                        return record.value();
                    }
                }
            }
            throw new AssertionError("no dead letter of user " + userId);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
