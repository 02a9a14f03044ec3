package dev.chirp.fanout.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FeedMetersTest {
    private final FeedMeters meters = new FeedMeters(new SimpleMeterRegistry());

    @Test
    void asksNothingOfAPartitionThatWasLostMeanwhile() {
        // Given
        TopicPartition lost = new TopicPartition("results", 0);
        TopicPartition kept = new TopicPartition("results", 1);
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
            @Override
            public OptionalLong currentLag(TopicPartition partition) {
                if (partition.equals(lost)) {
                    throw new IllegalStateException("No current assignment for partition " + partition);
                }
                return OptionalLong.of(7);
            }
        };
        consumer.assign(List.of(lost, kept));

        // When
        meters.polled(consumer);

        // Then
        assertThat(meters.lag()).isEqualTo(7);
    }
}
