package dev.chirp.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Three members of etcd, which decide together who is PostgreSQL's primary. It keeps nothing beyond a start. */
final class EtcdCluster implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private final List<Integer> ports;
    private final List<Integer> peerPorts;
    private final List<ChildProcess> members;

    private EtcdCluster(List<Integer> ports, List<Integer> peerPorts, List<ChildProcess> members) {
        this.ports = ports;
        this.peerPorts = peerPorts;
        this.members = members;
    }

    /** Blocks until each member takes connections. */
    static EtcdCluster start(Path program, Path folder, int size) {
        List<Integer> ports =
                Stream.generate(Loopback::freePort).distinct().limit(2L * size).toList();
        List<Integer> clients = ports.subList(0, size);
        List<Integer> peers = ports.subList(size, 2 * size);
        String all = IntStream.range(0, size)
                .mapToObj(i -> "etcd-%d=%s".formatted(i + 1, url(peers.get(i))))
                .collect(Collectors.joining(","));
        List<ChildProcess> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            members.add(member(
                    program,
                    folder.resolve(Integer.toString(i + 1)),
                    i + 1,
                    url(clients.get(i)),
                    url(peers.get(i)),
                    all));
        }
        for (int i = 0; i < size; i++) {
            int port = clients.get(i);
            members.get(i).await(() -> !Loopback.isFree(port), START_TIMEOUT);
        }
        return new EtcdCluster(clients, peers, members);
    }

    private static ChildProcess member(Path program, Path folder, int number, String client, String peer, String all) {
        Path data = folder.resolve("data");
        try {
            Files.createDirectories(folder);
            ChildProcess.stopLeftOver("etcd", folder);
            Folders.delete(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ChildProcess.start(
                "etcd " + number,
                "etcd",
                folder,
                List.of(
                        program.toString(),
                        "--name=etcd-" + number,
                        "--data-dir=" + data,
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=" + all,
                        "--enable-v2=true",
                        // A machine that is busy with tests answers late.
                        "--heartbeat-interval=200",
                        "--election-timeout=2000",
                        "--log-level=warn"));
    }

    private static String url(int port) {
        return "http://%s:%d".formatted(Loopback.HOST, port);
    }

    /** Where clients find the members, for example {@code 127.0.0.1:2379}. */
    List<String> addresses() {
        return ports.stream().map(port -> Loopback.HOST + ":" + port).toList();
    }

    /** Where clients and where the other members find the one of this number, counted from 0. */
    List<Integer> portsOf(int member) {
        return List.of(ports.get(member), peerPorts.get(member));
    }

    List<Long> pids() {
        return members.stream().map(ChildProcess::pid).toList();
    }

    @Override
    public void close() {
        members.parallelStream().forEach(ChildProcess::close);
    }
}
