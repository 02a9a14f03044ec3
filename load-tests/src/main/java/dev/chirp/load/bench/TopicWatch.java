package dev.chirp.load.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Sees when records were stored: the broker stamps them instead of the producer. For one thread. */
final class TopicWatch implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String idHeader;

    /**
     * Begins at the end of the topic.
     *
     * @param idHeader tells which record is which
     */
    TopicWatch(String bootstrapServers, String topic, String idHeader) throws ExecutionException, InterruptedException {
        this.idHeader = idHeader;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("message.timestamp.type", "LogAppendTime"),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.poll.records", 5_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList());
        toEnd();
    }

    /** Forgets what is there. */
    void toEnd() {
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
    }

    /**
     * Reads until so many records have come or time is up.
     *
     * @param stored gets the record's id and when the broker stored it
     * @return how many came
     */
    long read(long count, Duration timeout, ObjLongConsumer<String> stored) {
        long deadline = System.nanoTime() + timeout.toNanos();
        long seen = 0;
        while (seen < count && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                stored.accept(id(record), record.timestamp());
                seen++;
            }
        }
        return seen;
    }

    private String id(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader(idHeader).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
