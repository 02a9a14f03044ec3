package dev.chirp.peer;

import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;

/** Publishes a batch without waiting in between and acknowledges it when the broker has it, as Debezium Server does. */
final class KafkaSink implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {
    private final KafkaProducer<byte[], byte[]> producer;

    KafkaSink(Properties settings) {
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void handleBatch(
            List<RecordChangeEvent<SourceRecord>> batch,
            DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        CountDownLatch open = new CountDownLatch(batch.size());
        for (RecordChangeEvent<SourceRecord> event : batch) {
            SourceRecord source = event.record();
            if (source.value() == null || source.key() == null) {
                open.countDown();
                continue;
            }
            var record = new ProducerRecord<>(source.topic(), bytes(source.key()), bytes(source.value()));
            for (Header header : source.headers()) {
                record.headers().add(header.key(), bytes(header.value()));
            }
            var _ = producer.send(record, (at, error) -> open.countDown());
        }
        open.await();
        for (RecordChangeEvent<SourceRecord> event : batch) {
            committer.markProcessed(event);
        }
        committer.markBatchFinished();
    }

    private static byte[] bytes(Object value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
