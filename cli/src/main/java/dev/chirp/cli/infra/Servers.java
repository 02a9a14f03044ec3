package dev.chirp.cli.infra;

import dev.chirp.embedded.PatroniCluster;
import dev.chirp.embedded.Secrets;
import dev.chirp.embedded.SentinelRedis;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The servers, started side by side, migrated and with their topics. */
final class Servers implements AutoCloseable {
    private final CompletableFuture<InfraServer> database;
    private final CompletableFuture<InfraServer> broker;
    private final CompletableFuture<InfraServer> cache;

    /**
     * What there is to be.
     *
     * @param brokers of Kafka
     * @param highlyAvailable whether PostgreSQL and Redis outlive the loss of any one server
     */
    record Shape(int brokers, boolean highlyAvailable, boolean logicalDecoding) {}

    /** Begins to start. */
    Servers(Path folder, Secrets secrets, LastPorts last, Shape shape) {
        List<Integer> brokers = last.of(BrokerServer.ADDRESSES, shape.brokers());
        broker = CompletableFuture.supplyAsync(() -> BrokerServer.of(folder.resolve("kafka"), brokers));
        if (shape.highlyAvailable()) {
            List<Integer> databases = last.of(DatabaseServer.HOST, PatroniCluster.SIZE);
            List<Integer> sentinels = last.of(CacheServer.URL, SentinelRedis.SENTINELS);
            database = CompletableFuture.supplyAsync(
                    () -> DatabaseServer.highlyAvailable(folder.resolve("postgres-ha"), databases, secrets));
            cache = CompletableFuture.supplyAsync(
                    () -> CacheServer.highlyAvailable(folder.resolve("redis-ha"), sentinels));
        } else {
            int databasePort = last.of(DatabaseServer.PORT, 1).getFirst();
            int cachePort = last.of(CacheServer.URL, 1).getFirst();
            database = CompletableFuture.supplyAsync(() ->
                    DatabaseServer.alone(folder.resolve("postgres"), databasePort, secrets, shape.logicalDecoding()));
            cache = CompletableFuture.supplyAsync(() -> CacheServer.alone(folder.resolve("redis"), cachePort));
        }
    }

    /** Blocks until all are ready. */
    void start() {
        try {
            CompletableFuture.allOf(database, broker, cache).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** What {@code infra.env} says of all of them. */
    Map<String, String> environment() {
        Map<String, String> values = new LinkedHashMap<>(database.join().environment());
        values.putAll(broker.join().environment());
        values.putAll(cache.join().environment());
        return values;
    }

    /** Waits for what is still starting. */
    @Override
    public void close() {
        close(broker);
        close(cache);
        close(database);
    }

    private static void close(CompletableFuture<InfraServer> server) {
        try {
            server.join().close();
        } catch (RuntimeException e) {
            // Its own start has told why there is nothing to stop.
        }
    }
}
