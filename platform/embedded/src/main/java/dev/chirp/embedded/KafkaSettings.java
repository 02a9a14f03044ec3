package dev.chirp.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How to run a Kafka broker.
 *
 * @param folder log segments and metadata; survives a restart
 * @param port 0 for any free one
 * @param quorum of a broker among others; {@code null} for a cluster of one, whose controller's port is free-chosen
 */
public record KafkaSettings(Path folder, int port, @Nullable KafkaQuorum quorum) {
    static final String CONFIG_FILE = "server.properties";

    /** A cluster of one. */
    public KafkaSettings(Path folder, int port) {
        this(folder, port, null);
    }

    Path logs() {
        return folder.toAbsolutePath().normalize().resolve("logs");
    }

    /** One node, broker and controller, sized for one machine instead of a rack. */
    Properties brokerProperties(int brokerPort, KafkaQuorum place) {
        Properties properties = new Properties();
        properties.putAll(identity(brokerPort, place));
        properties.putAll(copies(place.size()));
        properties.putAll(SMALL);
        properties.putAll(GROUPS);
        return properties;
    }

    private Map<String, String> identity(int brokerPort, KafkaQuorum place) {
        String broker = "PLAINTEXT://%s:%d".formatted(Loopback.HOST, brokerPort);
        String controller = "CONTROLLER://%s:%d".formatted(Loopback.HOST, place.controllerPort());
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(place.node())),
                Map.entry("listeners", broker + "," + controller),
                Map.entry("advertised.listeners", broker),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("controller.quorum.voters", place.voters()),
                Map.entry("log.dirs", logs().toString()),
                Map.entry("auto.create.topics.enable", "false"));
    }

    /** On every node; a write waits for all nodes but one. */
    private static Map<String, String> copies(int nodes) {
        String all = Integer.toString(nodes);
        String enough = Integer.toString(TopicCreator.copiesToAcknowledge(nodes));
        return Map.of(
                "default.replication.factor", all,
                "min.insync.replicas", enough,
                "offsets.topic.replication.factor", all,
                "transaction.state.log.replication.factor", all,
                "transaction.state.log.min.isr", enough,
                "share.coordinator.state.topic.replication.factor", all,
                "share.coordinator.state.topic.min.isr", enough);
    }

    private static final Map<String, String> SMALL = Map.ofEntries(
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "4"),
            Map.entry("background.threads", "2"),
            Map.entry("num.recovery.threads.per.data.dir", "2"),
            Map.entry("group.coordinator.threads", "1"),
            Map.entry("share.coordinator.threads", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("offsets.topic.segment.bytes", "4194304"),
            Map.entry("transaction.state.log.num.partitions", "2"),
            Map.entry("share.coordinator.state.topic.num.partitions", "1"),
            Map.entry("log.segment.bytes", "67108864"),
            Map.entry("log.index.size.max.bytes", "1048576"),
            Map.entry("metadata.log.segment.bytes", "16777216"),
            Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
            // A slow event of the controller is no news on a machine that starts everything at once.
            Map.entry("controller.performance.always.log.threshold.ms", "30000"),
            Map.entry("log.initial.task.delay.ms", "30000"));

    /** A dead consumer is noticed after 10 s instead of 45 s; the broker refuses to start unless the minima allow it. */
    static final Map<String, String> GROUPS = Map.of(
            "group.initial.rebalance.delay.ms", "0",
            "group.consumer.min.session.timeout.ms", "6000",
            "group.consumer.session.timeout.ms", "10000",
            "group.consumer.min.heartbeat.interval.ms", "2000",
            "group.consumer.heartbeat.interval.ms", "2000");
}
