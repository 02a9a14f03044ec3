package dev.chirp.ingest.health;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.Signal;
import dev.chirp.contracts.event.Signal.DeviceReported;
import dev.chirp.ingest.meter.IngestMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Tells Kafka how devices are; never waits, and what cannot be sent now is lost and counted. Safe for any thread. */
final class ReportSignals implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final Counter lost;

    ReportSignals(String bootstrapServers, MeterRegistry meters) {
        lost = IngestMeter.REPORTS_DROPPED.counter(meters, "reason", "kafka");
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "device-ingest-reports",
                        ProducerConfig.ACKS_CONFIG,
                        "1",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        false,
                        ProducerConfig.RETRIES_CONFIG,
                        0,
                        // The first call asks for the topic, a later one finds it known.
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        0,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        2_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        3_000,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        4L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It may be lost.
    void send(DeviceReported report) {
        try {
            producer.send(
                    new ProducerRecord<>(
                            Signal.DEVICE_REPORTED.topic(),
                            report.deviceId().toString().getBytes(StandardCharsets.UTF_8),
                            EventJson.MAPPER.writeValueAsBytes(report)),
                    (place, failure) -> {
                        if (failure != null) {
                            lost.increment();
                        }
                    });
        } catch (KafkaException e) {
            lost.increment();
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
