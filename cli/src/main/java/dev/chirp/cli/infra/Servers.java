package dev.chirp.cli.infra;

import dev.chirp.embedded.KafkaCluster;
import dev.chirp.embedded.Loopback;
import dev.chirp.embedded.Migrations;
import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.PostgresSettings;
import dev.chirp.embedded.RedisServer;
import dev.chirp.embedded.RedisSettings;
import dev.chirp.embedded.Secrets;
import dev.chirp.embedded.TopicCreator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The servers, started side by side, migrated and with their topics. */
final class Servers implements AutoCloseable {
    private final CompletableFuture<PostgresServer> postgres;
    private final CompletableFuture<KafkaCluster> kafka;
    private final CompletableFuture<RedisServer> redis;

    /**
     * Begins to start.
     *
     * @param last what the servers were reachable at last time; a port that is still free is used again, so that
     *     services which outlived the servers find them
     * @param brokers of Kafka
     */
    Servers(Path folder, Secrets secrets, Map<String, String> last, int brokers, boolean logicalDecoding) {
        int postgresPort = again(last.get(InfraEnvironment.DB_PORT));
        List<Integer> kafkaPorts = kafkaPorts(last, brokers);
        int redisPort = again(last.get(InfraEnvironment.REDIS));
        postgres = CompletableFuture.supplyAsync(() -> {
            PostgresServer server = PostgresServer.start(
                    new PostgresSettings(folder.resolve("postgres"), postgresPort, true, secrets, logicalDecoding));
            Migrations.run(server, secrets);
            return server;
        });
        kafka = CompletableFuture.supplyAsync(() -> {
            KafkaCluster cluster = KafkaCluster.start(folder.resolve("kafka"), kafkaPorts);
            TopicCreator.run(cluster.bootstrapServers(), cluster.copies());
            return cluster;
        });
        redis = CompletableFuture.supplyAsync(
                () -> RedisServer.start(new RedisSettings(folder.resolve("redis"), redisPort)));
    }

    private static List<Integer> kafkaPorts(Map<String, String> last, int brokers) {
        List<String> addresses =
                List.of(last.getOrDefault(InfraEnvironment.KAFKA, "").split(","));
        return IntStream.range(0, brokers)
                .mapToObj(broker -> again(broker < addresses.size() ? addresses.get(broker) : null))
                .toList();
    }

    /** The port at the end of the address, when it is free; else 0. */
    private static int again(@Nullable String address) {
        String digits = address == null ? "" : address.substring(address.lastIndexOf(':') + 1);
        int port = digits.chars().allMatch(Character::isDigit) && !digits.isEmpty() ? Integer.parseInt(digits) : 0;
        return port > 0 && Loopback.isFree(port) ? port : 0;
    }

    /** Blocks until all are ready. */
    void start() {
        try {
            CompletableFuture.allOf(postgres, kafka, redis).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    PostgresServer postgres() {
        return postgres.join();
    }

    KafkaCluster kafka() {
        return kafka.join();
    }

    RedisServer redis() {
        return redis.join();
    }

    /** Waits for what is still starting. */
    @Override
    public void close() {
        close(kafka);
        close(redis);
        close(postgres);
    }

    private static void close(CompletableFuture<? extends AutoCloseable> server) {
        try {
            server.join().close();
        } catch (Exception e) {
            // Its own start has told why there is nothing to stop.
        }
    }
}
