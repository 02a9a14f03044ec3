package dev.chirp.cli.infra;

import dev.chirp.embedded.KafkaCluster;
import dev.chirp.embedded.TopicCreator;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Kafka, with the platform's topics. */
final class BrokerServer {
    static final String ADDRESSES = "CHIRP_KAFKA_BOOTSTRAP_SERVERS";

    private BrokerServer() {}

    /** As many brokers as ports. */
    static InfraServer of(Path folder, List<Integer> ports) {
        KafkaCluster cluster = KafkaCluster.start(folder, ports);
        TopicCreator.run(cluster.bootstrapServers(), cluster.copies());
        return new InfraServer() {
            @Override
            public Map<String, String> environment() {
                Map<String, String> values = new LinkedHashMap<>();
                values.put(ADDRESSES, cluster.bootstrapServers());
                for (int i = 0; i < cluster.brokers().size(); i++) {
                    values.put(
                            InfraEnvironment.brokerPidKey(i + 1),
                            Long.toString(cluster.brokers().get(i).pid()));
                }
                return values;
            }

            @Override
            public void close() {
                cluster.close();
            }
        };
    }
}
