package dev.chirp.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A primary of Redis, a replica, and three sentinels that promote the replica when the primary is lost. */
public final class SentinelRedis implements AutoCloseable {
    /** A majority is left when one is lost. */
    public static final int SENTINELS = 3;

    private static final String GROUP = "chirp";
    private static final int MAJORITY = 2;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

    private final List<RedisServer> servers;
    private final List<Integer> ports;
    private final List<ChildProcess> sentinels;

    private SentinelRedis(List<RedisServer> servers, List<Integer> ports, List<ChildProcess> sentinels) {
        this.servers = servers;
        this.ports = ports;
        this.sentinels = sentinels;
    }

    /**
     * Blocks until all answer. The first server is the primary again, whichever was when they ended.
     *
     * @param ports of the sentinels, 0 for any free one
     */
    public static SentinelRedis start(Path folder, List<Integer> ports) {
        List<RedisServer> servers = new ArrayList<>();
        List<ChildProcess> sentinels = new ArrayList<>();
        List<Integer> claimed = new ArrayList<>();
        try {
            RedisServer primary = RedisServer.start(new RedisSettings(folder.resolve("1"), 0));
            servers.add(primary);
            servers.add(RedisServer.start(new RedisSettings(folder.resolve("2"), 0, primary.port())));
            for (int i = 0; i < SENTINELS; i++) {
                int port = Loopback.claim(ports.get(i), "Redis Sentinel " + (i + 1));
                claimed.add(port);
                sentinels.add(sentinel(folder.resolve("sentinel-" + (i + 1)), i + 1, port, primary));
            }
            return new SentinelRedis(List.copyOf(servers), List.copyOf(claimed), List.copyOf(sentinels));
        } catch (RuntimeException e) {
            close(servers, sentinels);
            throw e;
        }
    }

    private static ChildProcess sentinel(Path parent, int number, int port, RedisServer primary) {
        Path folder = parent.toAbsolutePath().normalize();
        Path config = folder.resolve("sentinel.conf");
        try {
            Files.createDirectories(folder);
            ChildProcess.stopLeftOver("redis-server", folder);
            // It writes into this file what it finds out; the next start finds everything out again.
            Files.writeString(config, """
                bind %1$s
                port %2$d
                dir "%3$s"
                sentinel monitor %4$s %1$s %5$d %6$d
                sentinel down-after-milliseconds %4$s 2000
                sentinel failover-timeout %4$s 10000
                """.formatted(Loopback.HOST, port, folder, GROUP, primary.port(), MAJORITY));
        } catch (IOException e) {
            throw new ServerStartException("Redis Sentinel did not start: " + e.getMessage(), e);
        }
        ChildProcess sentinel = ChildProcess.start(
                "Redis Sentinel " + number,
                "redis-server",
                folder,
                List.of(primary.program().toString(), config.toString(), "--sentinel"));
        sentinel.await(() -> !Loopback.isFree(port), START_TIMEOUT);
        return sentinel;
    }

    /** What clients connect to, for example {@code redis-sentinel://127.0.0.1:26379,127.0.0.1:26380/0#chirp}. */
    public String url() {
        return ports.stream()
                .map(port -> Loopback.HOST + ":" + port)
                .collect(Collectors.joining(",", "redis-sentinel://", "/0#" + GROUP));
    }

    /** Of the servers: the first primary, the first replica. */
    public List<Integer> serverPorts() {
        return servers.stream().map(RedisServer::port).toList();
    }

    /** The process ids of the servers: the first primary, the first replica. */
    public List<Long> pids() {
        return servers.stream().map(RedisServer::pid).toList();
    }

    public List<Long> sentinelPids() {
        return sentinels.stream().map(ChildProcess::pid).toList();
    }

    @Override
    public void close() {
        close(servers, sentinels);
    }

    private static void close(List<RedisServer> servers, List<ChildProcess> sentinels) {
        sentinels.parallelStream().forEach(ChildProcess::close);
        servers.parallelStream().forEach(RedisServer::close);
    }
}
