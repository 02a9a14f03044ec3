package dev.chirp.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL as a primary and two standbys, one of them synchronous, so that a commit which was answered is on two
 * servers. Patroni watches over them and makes a standby the primary when that is lost.
 */
public final class PatroniCluster implements AutoCloseable {
    /** A majority is left when one is lost. */
    public static final int SIZE = 3;

    /** Patroni is a script: what runs is its interpreter. */
    private static final String RUNS = "python";

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

    private final FolderLock lock;
    private final Secrets secrets;
    private final EtcdCluster etcd;
    private final List<Node> nodes;

    /** One server and its supervisor. */
    private record Node(int number, Path folder, int port, int apiPort, ChildProcess patroni) {}

    private PatroniCluster(FolderLock lock, Secrets secrets, EtcdCluster etcd, List<Node> nodes) {
        this.lock = lock;
        this.secrets = secrets;
        this.etcd = etcd;
        this.nodes = nodes;
    }

    /** What of the programs that it needs is missing on this machine; empty when it can be started. */
    public static Optional<String> missing() {
        try {
            HaPrograms.find();
            return Optional.empty();
        } catch (ServerStartException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    /**
     * Blocks until the primary takes writes, both standbys follow it, and the platform's database exists.
     *
     * @param folder a folder for each server; survives a restart
     * @param ports one per server, 0 for any free one
     */
    public static PatroniCluster start(Path folder, List<Integer> ports, Secrets secrets) {
        HaPrograms programs = HaPrograms.find();
        FolderLock lock = FolderLock.take(folder);
        EtcdCluster etcd = null;
        List<Node> nodes = new ArrayList<>();
        try {
            etcd = EtcdCluster.start(programs.etcd(), folder.resolve("etcd"), SIZE);
            for (int i = 0; i < SIZE; i++) {
                nodes.add(launch(
                        programs, folder, i + 1, ports.get(i), etcd.addresses().get(i), secrets));
            }
            PatroniCluster cluster = new PatroniCluster(lock, secrets, etcd, List.copyOf(nodes));
            cluster.awaitComplete();
            Postgres.createDatabase(cluster.administrator("postgres"), Postgres.DATABASE);
            return cluster;
        } catch (SQLException e) {
            stop(nodes, etcd, lock);
            throw new ServerStartException("PostgreSQL's primary did not answer.", e);
        } catch (RuntimeException e) {
            stop(nodes, etcd, lock);
            throw e;
        }
    }

    private static Node launch(
            HaPrograms programs, Path parent, int number, int wantedPort, String etcd, Secrets secrets) {
        Path folder = parent.toAbsolutePath().normalize().resolve(Integer.toString(number));
        ChildProcess.stopLeftOver(RUNS, folder);
        LeftOver.stop(folder.resolve("data/postmaster.pid"), "postgres");
        int port = Loopback.claim(wantedPort, "PostgreSQL " + number);
        int apiPort = Loopback.freePort();
        Path config = folder.resolve("patroni.yml");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(config);
            Files.createFile(
                    config, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(config, configuration(programs, folder, number, port, apiPort, etcd, secrets));
        } catch (IOException e) {
            throw new ServerStartException("Patroni did not start: " + e.getMessage(), e);
        }
        List<String> command = new ArrayList<>(UserNamespace.prefix());
        command.addAll(List.of(programs.patroni().toString(), config.toString()));
        return new Node(number, folder, port, apiPort, ChildProcess.start("Patroni " + number, RUNS, folder, command));
    }

    /**
     * Through version 2 of etcd's interface: through version 3 this Patroni writes the key of the leader without asking
     * who holds it, and a primary that was frozen takes the lead back with what it had before. A primary is given up 20 s after its last sign of life, the shortest time that Patroni allows. One whose PostgreSQL
     * alone has died is not waited for.
     */
    private static String configuration(
            HaPrograms programs, Path folder, int number, int port, int apiPort, String etcd, Secrets secrets) {
        return """
            scope: chirp
            name: postgres-%1$d
            restapi:
              listen: %2$s:%4$d
              connect_address: %2$s:%4$d
            etcd:
              host: %5$s
            bootstrap:
              dcs:
                ttl: 20
                loop_wait: 2
                retry_timeout: 4
                primary_start_timeout: 0
                maximum_lag_on_failover: 1048576
                synchronous_mode: true
                failsafe_mode: true
                postgresql:
                  use_pg_rewind: true
                  parameters:
                    max_connections: 200
                    max_prepared_transactions: 0
                    wal_level: replica
                    wal_log_hints: "on"
              initdb:
                - encoding: UTF8
                - locale: C.UTF-8
                - data-checksums
            postgresql:
              listen: %2$s:%3$d
              connect_address: %2$s:%3$d
              bin_dir: '%6$s'
              data_dir: '%7$s/data'
              pgpass: '%7$s/pgpass'
              authentication:
                superuser:
                  username: postgres
                  password: %8$s
                replication:
                  username: replicator
                  password: %9$s
              parameters:
                unix_socket_directories: ''
                password_encryption: scram-sha-256
                shared_buffers: 128MB
                max_wal_size: 512MB
                jit: 'off'
              pg_hba:
                - host all all 127.0.0.1/32 scram-sha-256
                - host replication replicator 127.0.0.1/32 scram-sha-256
            """.formatted(
                        number,
                        Loopback.HOST,
                        port,
                        apiPort,
                        etcd,
                        programs.postgres(),
                        folder,
                        secrets.superuserPassword(),
                        secrets.replicationPassword());
    }

    private void awaitComplete() {
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(PROBE_TIMEOUT).build()) {
            for (Node node : nodes) {
                node.patroni().await(() -> isIn(http, node, "/health"), START_TIMEOUT);
            }
            Node first = nodes.getFirst();
            first.patroni()
                    .await(
                            () -> nodes.stream()
                                            .filter(node -> isIn(http, node, "/primary"))
                                            .count()
                                    == 1,
                            START_TIMEOUT);
            first.patroni()
                    .await(
                            () -> nodes.stream()
                                            .filter(node -> isIn(http, node, "/replica"))
                                            .count()
                                    == SIZE - 1,
                            START_TIMEOUT);
            first.patroni()
                    .await(() -> nodes.stream().anyMatch(node -> isIn(http, node, "/synchronous")), START_TIMEOUT);
        }
    }

    /** Patroni answers 200 to a path that names the state which the server is in. */
    private static boolean isIn(HttpClient http, Node node, String state) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(api(node) + state))
                    .timeout(PROBE_TIMEOUT)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerStartException("Interrupted while PostgreSQL started.", e);
        }
    }

    private static String api(Node node) {
        return "http://%s:%d".formatted(Loopback.HOST, node.apiPort());
    }

    /** All servers with their ports, separated by commas. */
    public String hosts() {
        return nodes.stream().map(node -> Loopback.HOST + ":" + node.port()).collect(Collectors.joining(","));
    }

    public List<Integer> ports() {
        return nodes.stream().map(Node::port).toList();
    }

    /** Where each Patroni answers, in the order of {@link #ports()}. */
    public List<String> apis() {
        return nodes.stream().map(PatroniCluster::api).toList();
    }

    /** Every port by which this server, its Patroni and its member of etcd are reached, counted from 0. */
    public List<Integer> portsOf(int node) {
        List<Integer> all = new ArrayList<>(etcd.portsOf(node));
        all.add(nodes.get(node).port());
        all.add(nodes.get(node).apiPort());
        return List.copyOf(all);
    }

    /** The process ids of each Patroni, in the order of {@link #ports()}. */
    public List<Long> pids() {
        return nodes.stream().map(node -> node.patroni().pid()).toList();
    }

    /** The process ids of each member of etcd; Patroni n asks member n alone, as if they shared a machine. */
    public List<Long> etcdPids() {
        return etcd.pids();
    }

    /** Unpooled connections to the primary as the superuser. */
    public DataSource administrator(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://%s/%s?targetServerType=primary".formatted(hosts(), database));
        source.setUser("postgres");
        source.setPassword(secrets.superuserPassword());
        return source;
    }

    @Override
    public void close() {
        stop(nodes, etcd, lock);
    }

    private static void stop(List<Node> nodes, @Nullable EtcdCluster etcd, FolderLock lock) {
        try (lock) {
            nodes.parallelStream().forEach(node -> node.patroni().close());
            if (etcd != null) {
                etcd.close();
            }
        }
    }
}
