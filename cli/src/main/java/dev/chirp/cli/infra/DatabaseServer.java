package dev.chirp.cli.infra;

import dev.chirp.embedded.Migrations;
import dev.chirp.embedded.PatroniCluster;
import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.PostgresSettings;
import dev.chirp.embedded.Secrets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** PostgreSQL, with the platform's tables. */
final class DatabaseServer {
    static final String HOST = "CHIRP_DB_HOST";
    static final String PORT = "CHIRP_DB_PORT";
    private static final String NAME = "CHIRP_DB_NAME";

    private DatabaseServer() {}

    /** One server. */
    static InfraServer alone(Path folder, int port, Secrets secrets, boolean logicalDecoding) {
        PostgresServer server =
                PostgresServer.start(new PostgresSettings(folder, port, true, secrets, logicalDecoding));
        Migrations.run(server, secrets);
        return new InfraServer() {
            @Override
            public Map<String, String> environment() {
                return Map.of(
                        HOST,
                        server.host(),
                        PORT,
                        Integer.toString(server.port()),
                        NAME,
                        server.database(),
                        "CHIRP_PID_POSTGRES",
                        Long.toString(server.pid()));
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }

    private static String ports(List<Integer> ports) {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** A primary and two standbys. */
    static InfraServer highlyAvailable(Path folder, List<Integer> ports, Secrets secrets) {
        PatroniCluster cluster = PatroniCluster.start(folder, ports, secrets);
        Migrations.run(cluster.administrator(PostgresServer.DATABASE), secrets);
        return new InfraServer() {
            @Override
            public Map<String, String> environment() {
                Map<String, String> values = new LinkedHashMap<>();
                values.put(HOST, cluster.hosts());
                values.put(PORT, Integer.toString(cluster.ports().getFirst()));
                values.put(NAME, PostgresServer.DATABASE);
                for (int i = 0; i < cluster.ports().size(); i++) {
                    values.put("CHIRP_PATRONI_" + (i + 1), cluster.apis().get(i));
                    values.put("CHIRP_PATRONI_PORTS_" + (i + 1), ports(cluster.portsOf(i)));
                    values.put(
                            "CHIRP_PID_PATRONI_" + (i + 1),
                            Long.toString(cluster.pids().get(i)));
                    values.put(
                            "CHIRP_PID_ETCD_" + (i + 1),
                            Long.toString(cluster.etcdPids().get(i)));
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
