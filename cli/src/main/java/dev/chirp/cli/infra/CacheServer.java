package dev.chirp.cli.infra;

import dev.chirp.embedded.RedisServer;
import dev.chirp.embedded.RedisSettings;
import dev.chirp.embedded.SentinelRedis;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Redis. */
final class CacheServer {
    static final String URL = "CHIRP_REDIS_URL";

    private CacheServer() {}

    /** One server. */
    static InfraServer alone(Path folder, int port) {
        RedisServer server = RedisServer.start(new RedisSettings(folder, port));
        return new InfraServer() {
            @Override
            public Map<String, String> environment() {
                return Map.of(URL, server.url(), "CHIRP_PID_REDIS", Long.toString(server.pid()));
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }

    /** A primary, a replica and three sentinels. */
    static InfraServer highlyAvailable(Path folder, List<Integer> sentinelPorts) {
        SentinelRedis servers = SentinelRedis.start(folder, sentinelPorts);
        return new InfraServer() {
            @Override
            public Map<String, String> environment() {
                Map<String, String> values = new LinkedHashMap<>();
                values.put(URL, servers.url());
                for (int i = 0; i < servers.pids().size(); i++) {
                    values.put(
                            "CHIRP_REDIS_PORT_" + (i + 1),
                            Integer.toString(servers.serverPorts().get(i)));
                    values.put(
                            "CHIRP_PID_REDIS_" + (i + 1),
                            Long.toString(servers.pids().get(i)));
                }
                for (int i = 0; i < servers.sentinelPids().size(); i++) {
                    values.put(
                            "CHIRP_PID_SENTINEL_" + (i + 1),
                            Long.toString(servers.sentinelPids().get(i)));
                }
                return values;
            }

            @Override
            public void close() {
                servers.close();
            }
        };
    }
}
