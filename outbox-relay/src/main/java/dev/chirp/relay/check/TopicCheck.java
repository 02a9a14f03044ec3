package dev.chirp.relay.check;

import dev.chirp.contracts.event.Lane;
import dev.chirp.contracts.event.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** A lane is published to partition {@code lane % partitions}, which is the key's partition only if counts divide 128. */
public final class TopicCheck {
    private static final long TIMEOUT_SECONDS = 10;

    private TopicCheck() {}

    /**
     * The partition counts of all topics, those of dead letters included; throws {@link KafkaException} while one is not
     * there to be seen.
     */
    public static Map<String, Integer> partitions(Map<String, Object> clientSettings) {
        try (Admin admin = Admin.create(clientSettings)) {
            Map<String, Integer> partitions = new HashMap<>();
            admin.describeTopics(Topics.all())
                    .allTopicNames()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .forEach((topic, description) -> partitions.put(
                            topic,
                            requireDivisor(topic, description.partitions().size())));
            return Map.copyOf(partitions);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("The topics cannot be described", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while describing topics", e);
        }
    }

    static int requireDivisor(String topic, int partitions) {
        if (partitions < 1 || Lane.COUNT % partitions != 0) {
            throw new Refusal(
                    "topic %s: %d partitions (expected: a divisor of %d)".formatted(topic, partitions, Lane.COUNT));
        }
        return partitions;
    }
}
