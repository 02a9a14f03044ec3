package dev.chirp.relay.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where Kafka is and how much may be under way.
 *
 * @param clientProperties further settings of the Kafka clients, such as TLS; they do not override the ones set here
 * @param linger how long a batch that is not full waits for more; a look hands its events over at once, so that they
 *     make batches without it
 * @param maxInFlight bytes that the broker has not acknowledged; beyond it nothing is read
 */
@ConfigurationProperties("chirp.kafka")
public record KafkaSettings(
        @DefaultValue("127.0.0.1:9092") String bootstrapServers,
        @DefaultValue Map<String, String> clientProperties,
        @DefaultValue("0ms") Duration linger,
        @DefaultValue("16MB") DataSize maxInFlight) {
    private static final int BUFFER_FACTOR = 2;

    public Map<String, Object> client() {
        Map<String, Object> client = new HashMap<>(clientProperties);
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        client.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        client.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        client.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        return client;
    }

    /**
     * An idempotent producer that never gives a batch up: one that timed out while later ones succeed would leave a
     * hole. It forgets no topic, so that sending does not need the broker once the topic is known.
     */
    public Map<String, Object> producer() {
        Map<String, Object> producer = client();
        producer.put(ProducerConfig.CLIENT_ID_CONFIG, "chirp-outbox-relay");
        producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        producer.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        producer.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, (long) Integer.MAX_VALUE);
        producer.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 50L);
        producer.put(ProducerConfig.LINGER_MS_CONFIG, linger.toMillis());
        producer.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        producer.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 200L);
        producer.put(ProducerConfig.BUFFER_MEMORY_CONFIG, maxInFlight.toBytes() * BUFFER_FACTOR);
        return producer;
    }
}
