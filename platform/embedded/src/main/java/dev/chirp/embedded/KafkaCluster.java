package dev.chirp.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/** One broker, or three of which any one may die; each a {@link KafkaProcess}, on this machine. */
public final class KafkaCluster implements AutoCloseable {
    /** Of brokers: one, or as few as there must be for a majority without any one. */
    public static final List<Integer> SIZES = List.of(1, 3);

    private static final String ID_FILE = "cluster.id";
    private final List<KafkaProcess> brokers;

    private KafkaCluster(List<KafkaProcess> brokers) {
        this.brokers = List.copyOf(brokers);
    }

    /**
     * Blocks until every broker takes requests.
     *
     * @param folder holds one broker's data itself, or a folder for each of three
     * @param ports one per broker, 0 for any free one
     */
    public static KafkaCluster start(Path folder, List<Integer> ports) {
        if (!SIZES.contains(ports.size())) {
            throw new IllegalArgumentException("brokers: " + ports.size() + " (expected: one of " + SIZES + ")");
        }
        requireSameSize(folder, ports.size());
        if (ports.size() == 1) {
            return new KafkaCluster(List.of(KafkaProcess.start(new KafkaSettings(folder, ports.getFirst()))));
        }
        return new KafkaCluster(startTogether(settings(folder, ports)));
    }

    private static void requireSameSize(Path folder, int brokers) {
        Path ofAnother = brokers == 1 ? folder.resolve(ID_FILE) : folder.resolve("logs");
        if (Files.exists(ofAnother)) {
            throw new ServerStartException(
                    "The brokers in %s are not %d; start as many as before, or move the folder away."
                            .formatted(folder, brokers));
        }
    }

    private static List<KafkaSettings> settings(Path folder, List<Integer> ports) {
        String clusterId = clusterId(folder);
        List<Integer> controllers = Stream.generate(Loopback::freePort)
                .filter(port -> !ports.contains(port))
                .distinct()
                .limit(ports.size())
                .toList();
        List<KafkaSettings> settings = new ArrayList<>();
        for (int node = 1; node <= ports.size(); node++) {
            settings.add(new KafkaSettings(
                    folder.resolve(Integer.toString(node)),
                    ports.get(node - 1),
                    new KafkaQuorum(clusterId, node, controllers)));
        }
        return settings;
    }

    /** What a node was formatted with must be the same for all, also when the first start has formatted only some. */
    private static String clusterId(Path folder) {
        Path file = folder.resolve(ID_FILE);
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(folder);
                Files.writeString(file, Uuid.randomUuid().toString());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ServerStartException("Kafka did not start: " + e.getMessage(), e);
        }
    }

    /** Each waits for a majority, so none can be waited for alone. */
    private static List<KafkaProcess> startTogether(List<KafkaSettings> settings) {
        List<CompletableFuture<KafkaProcess>> starting = settings.stream()
                .map(one -> CompletableFuture.supplyAsync(() -> KafkaProcess.start(one), KafkaCluster::startThread))
                .toList();
        try {
            return starting.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            for (CompletableFuture<KafkaProcess> one : starting) {
                var _ = one.thenAccept(KafkaProcess::close);
            }
            throw e.getCause() instanceof ServerStartException cause ? cause : e;
        }
    }

    private static void startThread(Runnable start) {
        Thread.ofPlatform().name("start-kafka").start(start);
    }

    /** All brokers. */
    public String bootstrapServers() {
        return brokers.stream().map(KafkaProcess::bootstrapServers).collect(Collectors.joining(","));
    }

    /** The copies that each topic has: one on each broker. */
    public int copies() {
        return brokers.size();
    }

    public List<KafkaProcess> brokers() {
        return brokers;
    }

    /** Together: one after the other, the last would wait for a controller that is gone. */
    @Override
    public void close() {
        brokers.parallelStream().forEach(KafkaProcess::close);
    }
}
