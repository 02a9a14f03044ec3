package dev.chirp.load.fault;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.TopicPartitionInfo;

/** What brokers say of themselves and of the copies that they have. */
final class ThreeBrokers implements AutoCloseable {
    private static final Duration IN_SYNC_TIMEOUT = Duration.ofMinutes(2);
    private static final int COPIES = 3;
    private final Admin admin;

    ThreeBrokers(String bootstrapServers) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers, "default.api.timeout.ms", 30_000));
    }

    /** For people: what is lost with a broker. */
    String dutiesOf(int node) throws Exception {
        long leads = partitions().stream()
                .filter(partition ->
                        partition.leader() != null && partition.leader().id() == node)
                .count();
        int controller = admin.describeMetadataQuorum()
                .quorumInfo()
                .get(30, TimeUnit.SECONDS)
                .leaderId();
        return "leader of %d of %d partitions%s"
                .formatted(leads, partitions().size(), controller == node ? ", active controller" : "");
    }

    /** Until each partition of each topic, those of Kafka itself included, has three copies and all of them in sync. */
    void awaitInSync() throws InterruptedException {
        long deadline = System.nanoTime() + IN_SYNC_TIMEOUT.toNanos();
        String state = "";
        while (System.nanoTime() < deadline) {
            try {
                Collection<TopicPartitionInfo> partitions = partitions();
                long behind = partitions.stream()
                        .filter(partition -> partition.isr().size() < COPIES)
                        .count();
                if (behind == 0) {
                    return;
                }
                state = behind + " of " + partitions.size() + " partitions have fewer than three copies in sync";
            } catch (ExecutionException | TimeoutException e) {
                state = e.toString();
            }
            Thread.sleep(250);
        }
        throw new IllegalStateException("after " + IN_SYNC_TIMEOUT + ": " + state);
    }

    private Collection<TopicPartitionInfo> partitions()
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get(30, TimeUnit.SECONDS);
        return admin.describeTopics(topics).allTopicNames().get(30, TimeUnit.SECONDS).values().stream()
                .map(topic -> topic.partitions())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void close() {
        admin.close();
    }
}
