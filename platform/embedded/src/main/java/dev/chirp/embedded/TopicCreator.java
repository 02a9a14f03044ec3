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

/** Creates the platform's topics as one machine needs them. */
public final class TopicCreator {
    private static final Duration RETENTION = Duration.ofDays(7);
    private static final long TIMEOUT_SECONDS = 60;

    private TopicCreator() {}

    /** Creates every topic of {@link Topics} that is missing; safe to repeat. Returns how many were created. */
    public static int run(String bootstrapServers) {
        QuietLogs.apply();
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 60_000))) {
            Set<String> existing = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            List<NewTopic> missing = Topics.all().stream()
                    .filter(topic -> !existing.contains(topic))
                    .map(TopicCreator::topic)
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

    private static NewTopic topic(String name) {
        return new NewTopic(name, Topics.LOCAL_PARTITIONS, (short) 1)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(RETENTION.toMillis())));
    }
}
