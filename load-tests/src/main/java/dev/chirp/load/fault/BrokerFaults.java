package dev.chirp.load.fault;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.Stream;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A broker that is frozen or killed, and a consumer group that does not come to rest. */
final class BrokerFaults {
    private static final Duration MEMBERSHIP = Duration.ofSeconds(2);

    /** Longer than the others wait before they call a broker dead (9 s). */
    private static final Duration ONE_AWAY = Duration.ofSeconds(20);

    private BrokerFaults() {}

    static void freeze(Site site) throws Exception {
        ServerProcess kafka = site.platform().kafka();
        site.away(kafka::pause, kafka::resume);
    }

    static void kill(Site site) throws Exception {
        ServerProcess kafka = site.platform().kafka();
        site.away(() -> kafka.end("KILL"), kafka::start);
    }

    /** One after the other, in random order; the next one is taken when every copy is in sync again. */
    static void killEachOfThree(Site site) throws Exception {
        List<ServerProcess> brokers = site.platform().brokers();
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, brokers.size()).boxed().toList());
        Collections.shuffle(order, site.random());
        try (ThreeBrokers cluster = new ThreeBrokers(bootstrapServers(site))) {
            cluster.awaitInSync();
            for (int index : order) {
                int node = index + 1;
                site.passMillis(500, 3_000);
                site.say("broker %d is killed: %s".formatted(node, cluster.dutiesOf(node)));
                killForAWhile(brokers.get(index), site);
                cluster.awaitInSync();
            }
        }
    }

    private static void killForAWhile(ServerProcess broker, Site site) throws Exception {
        try {
            broker.end("KILL");
            site.pass(ONE_AWAY);
        } finally {
            broker.start();
        }
    }

    /**
     * A second worker, and beside both a member of their group that comes and goes every 2 s, takes its share of the
     * partitions and does nothing with them.
     */
    static void storm(Site site) throws Exception {
        try (ChirpProcess second = site.platform().runSecond("classify-worker")) {
            long end = System.nanoTime() + site.storm().toNanos();
            int joined = 0;
            while (System.nanoTime() < end) {
                joined += takePart(site) ? 1 : 0;
            }
            site.say("the bystander got partitions %d times; the second worker ended with %d"
                    .formatted(joined, second.stop()));
        }
    }

    private static boolean takePart(Site site) {
        boolean assigned = false;
        try (KafkaConsumer<byte[], byte[]> bystander = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers(site),
                        "group.id",
                        ConsumerGroup.CLASSIFY_WORKER.groupId(),
                        "group.protocol",
                        "consumer",
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            bystander.subscribe(List.of(Stream.CAPTURE_ACCEPTED.topic()));
            long leave = System.nanoTime() + MEMBERSHIP.toNanos();
            while (System.nanoTime() < leave) {
                bystander.poll(Duration.ofMillis(100));
                assigned |= !bystander.assignment().isEmpty();
            }
        }
        return assigned;
    }

    static String bootstrapServers(Site site) {
        return Objects.requireNonNull(site.platform().environment().get("CHIRP_KAFKA_BOOTSTRAP_SERVERS"));
    }
}
