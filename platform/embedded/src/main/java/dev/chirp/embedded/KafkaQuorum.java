package dev.chirp.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * A node's place among the nodes of its cluster, each of which is broker and controller.
 *
 * @param clusterId the same for all nodes, in Kafka's own form
 * @param node from 1
 * @param controllerPorts of all nodes, in their order; a node that is started again keeps its own
 */
record KafkaQuorum(String clusterId, int node, List<Integer> controllerPorts) {
    KafkaQuorum {
        controllerPorts = List.copyOf(controllerPorts);
    }

    /** A cluster of one. */
    static KafkaQuorum alone() {
        return new KafkaQuorum(Uuid.randomUuid().toString(), 1, List.of(Loopback.freePort()));
    }

    /** Reads {@link #arguments()}. */
    static KafkaQuorum of(List<String> arguments) {
        return new KafkaQuorum(
                arguments.get(0),
                Integer.parseInt(arguments.get(1)),
                arguments.stream().skip(2).map(Integer::valueOf).toList());
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(clusterId, Integer.toString(node)));
        controllerPorts.forEach(port -> arguments.add(port.toString()));
        return arguments;
    }

    int size() {
        return controllerPorts.size();
    }

    int controllerPort() {
        return controllerPorts.get(node - 1);
    }

    /** As {@code controller.quorum.voters} wants them. */
    String voters() {
        return IntStream.range(0, size())
                .mapToObj(index -> "%d@%s:%d".formatted(index + 1, Loopback.HOST, controllerPorts.get(index)))
                .collect(Collectors.joining(","));
    }
}
