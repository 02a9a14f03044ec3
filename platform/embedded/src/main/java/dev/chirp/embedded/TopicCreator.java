package dev.chirp.embedded;

import dev.chirp.contracts.event.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** Creates the platform's topics. */
public final class TopicCreator {
    private static final Duration RETENTION = Duration.ofDays(7);
    private static final long TIMEOUT_SECONDS = 60;

    private TopicCreator() {}

    /** As one machine needs them: with one copy of each topic. */
    public static int run(String bootstrapServers) {
        return run(bootstrapServers, 1);
    }

    /** With as many partitions as one machine needs. */
    public static int run(String bootstrapServers, int copies) {
        return run(bootstrapServers, Topics.LOCAL_PARTITIONS, copies);
    }

    /**
     * Creates every topic of {@link Topics} that is missing; safe to repeat. Returns how many were created. One that is
     * there keeps its partitions and copies.
     *
     * @param partitions of each new topic, a divisor of {@link dev.chirp.contracts.event.Lane#COUNT}
     * @param copies of each new topic, each on a broker of its own
     */
    public static int run(String bootstrapServers, int partitions, int copies) {
        QuietLogs.apply();
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 60_000))) {
            Set<String> existing = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            List<NewTopic> missing = Topics.all().stream()
                    .filter(topic -> !existing.contains(topic))
                    .map(topic -> topic(topic, partitions, copies))
                    .toList();
            admin.createTopics(missing).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return missing.size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while the Kafka topics were created.", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new ServerStartException(
                    "The Kafka topics could not be created on %s.".formatted(bootstrapServers), e);
        }
    }

    /** How many must have a record before it is acknowledged: all but one, so that any one broker may be away. */
    static int copiesToAcknowledge(int copies) {
        return Math.max(1, copies - 1);
    }

    private static NewTopic topic(String name, int partitions, int copies) {
        return new NewTopic(name, partitions, (short) copies)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                        Integer.toString(copiesToAcknowledge(copies)),
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(RETENTION.toMillis())));
    }
}
