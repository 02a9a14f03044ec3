package dev.chirp.relay.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.embedded.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lag of groups without a single member, as a real broker tells it; nobody else writes these topics in this module. */
class LagWatchIT {
    // A deadline, not an expectation: machines that build are busy.
    private static final Duration SOON = Duration.ofSeconds(90);

    private final String servers = TestServers.kafka().bootstrapServers();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LagWatch watch = new LagWatch(Map.of("bootstrap.servers", servers), meters);

    @AfterEach
    void stop() {
        watch.stop();
    }

    @Test
    void countsWhatAGroupThatIsGoneHasNotCommittedInAllPartitions() throws Exception {
        // Given
        send(ConsumerGroup.DEVICE_INGEST_MERGE, 10);
        commitAll(ConsumerGroup.DEVICE_INGEST_MERGE);
        send(ConsumerGroup.DEVICE_INGEST_MERGE, 40);

        // When
        watch.start();

        // Then
        await().atMost(SOON).until(() -> messages(ConsumerGroup.DEVICE_INGEST_MERGE) == 40);
        await().atMost(SOON).until(() -> seconds(ConsumerGroup.DEVICE_INGEST_MERGE) > 0);
        commitAll(ConsumerGroup.DEVICE_INGEST_MERGE);
        await().atMost(SOON).until(() -> messages(ConsumerGroup.DEVICE_INGEST_MERGE) == 0);
        assertThat(seconds(ConsumerGroup.DEVICE_INGEST_MERGE)).isZero();
    }

    @Test
    void countsEverythingThereIsForAGroupThatNeverCommitted() throws Exception {
        // Given
        send(ConsumerGroup.NOTIFY_FANOUT, 7);

        // When
        watch.start();

        // Then
        await().atMost(SOON).until(() -> messages(ConsumerGroup.NOTIFY_FANOUT) == 7);
    }

    @Test
    void knowsNothingWithoutABrokerAndStopsAtOnce() {
        // Given
        var unknown = new SimpleMeterRegistry();
        var alone = new LagWatch(Map.of("bootstrap.servers", "127.0.0.1:1"), unknown);

        // When
        alone.start();
        alone.stop();

        // Then
        assertThat(alone.isRunning()).isFalse();
        assertThat(unknown.get("kafka.group.lag").gauges())
                .hasSize(ConsumerGroup.values().length)
                .allSatisfy(gauge -> assertThat(gauge.value()).isNaN());
    }

    private double messages(ConsumerGroup group) {
        return shown("kafka.group.lag", group);
    }

    private double seconds(ConsumerGroup group) {
        return shown("kafka.group.lag.seconds", group);
    }

    private double shown(String meter, ConsumerGroup group) {
        return meters.get(meter).tag("group", group.groupId()).gauge().value();
    }

    private void send(ConsumerGroup group, int messages) throws Exception {
        String topic = group.stream().topic();
        Map<String, Object> settings = Map.of("bootstrap.servers", servers);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            int partitions = producer.partitionsFor(topic).size();
            for (int i = 0; i < messages; i++) {
                Future<?> sent = producer.send(new ProducerRecord<>(topic, i % partitions, "key", "value"));
                sent.get();
            }
        }
    }

    /** As the group's only member, which leaves again. */
    private void commitAll(ConsumerGroup group) {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "group.id", group.groupId());
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(group.stream().topic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
            all.forEach(partition ->
                    committed.put(partition, new OffsetAndMetadata(Objects.requireNonNull(ends.get(partition)))));
            consumer.commitSync(committed);
        }
    }
}
