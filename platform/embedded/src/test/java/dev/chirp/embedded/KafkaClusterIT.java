package dev.chirp.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chirp.contracts.event.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaClusterIT {
    private static final byte[] ANYTHING = {1};

    @TempDir
    Path folder;

    @Test
    void acknowledgesOnEveryPartitionAfterOneOfThreeBrokersWasKilled() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(folder, List.of(0, 0, 0));
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", cluster.bootstrapServers(), "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            // Given
            TopicCreator.run(cluster.bootstrapServers(), cluster.copies());
            String topic = Topics.all().getFirst();
            List<TopicPartitionInfo> partitions = described(
                            () -> admin.describeTopics(List.of(topic)).allTopicNames())
                    .get(topic)
                    .partitions();
            assertThat(partitions)
                    .hasSize(Topics.LOCAL_PARTITIONS)
                    .allMatch(one -> one.replicas().size() == 3);
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            var config = described(
                            () -> admin.describeConfigs(List.of(resource)).all())
                    .get(resource);
            assertThat(config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value())
                    .isEqualTo("2");

            // When
            long victim = cluster.brokers().getFirst().pid();
            ProcessHandle.of(victim).orElseThrow().destroyForcibly();

            // Then
            var acknowledgements = IntStream.range(0, Topics.LOCAL_PARTITIONS)
                    .mapToObj(partition -> producer.send(new ProducerRecord<>(topic, partition, ANYTHING, ANYTHING)))
                    .toList();
            for (var acknowledgement : acknowledgements) {
                assertThat(acknowledgement.get(90, TimeUnit.SECONDS).hasOffset())
                        .isTrue();
            }
        }
    }

    /** A broker may hear of a topic later than the one that made it. */
    private static <T> T described(Supplier<KafkaFuture<T>> question) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                return question.get().get(60, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    @Test
    void refusesAFolderOfAnotherNumberOfBrokers() {
        KafkaCluster.start(folder, List.of(0)).close();

        assertThatThrownBy(() -> KafkaCluster.start(folder, List.of(0, 0, 0)))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("are not 3");
    }
}
