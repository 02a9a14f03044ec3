package dev.chirp.classify.capture;

import dev.chirp.contracts.event.EventJson;
import dev.chirp.contracts.event.Signal;
import dev.chirp.contracts.event.Signal.CaptureProgress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells Kafka how far long recordings are; never waits, and what cannot be sent now is lost. Safe for any thread. */
final class ProgressSignals implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProgressSignals.class);

    private final KafkaProducer<byte[], byte[]> producer;

    ProgressSignals(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "classify-worker-progress",
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
                        1L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It may be lost.
    void send(CaptureProgress progress) {
        try {
            producer.send(new ProducerRecord<>(
                    Signal.CAPTURE_PROGRESS.topic(),
                    Long.toString(progress.userId()).getBytes(StandardCharsets.UTF_8),
                    EventJson.MAPPER.writeValueAsBytes(progress)));
        } catch (KafkaException e) {
            log.atDebug().setCause(e).log("Progress is lost");
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
