package dev.chirp.load.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One of the servers of {@code chirp infra --ha}: PostgreSQL with its Patroni and its member of etcd, which come and go
 * together, as on a machine of their own.
 */
public final class DatabaseNode implements AutoCloseable {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
    private final int number;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER_TIMEOUT).build();
    private final Path postmasterFile;
    private final String api;
    private final List<Integer> ports;
    private final ServerProcess patroni;
    private final ServerProcess etcd;

    private DatabaseNode(int number, Path folder, Map<String, String> environment) throws IOException {
        this.number = number;
        this.postmasterFile = folder.resolve("data/postgres-ha/%d/data/postmaster.pid".formatted(number));
        this.api = value(environment, "CHIRP_PATRONI_" + number);
        this.ports = Arrays.stream(
                        value(environment, "CHIRP_PATRONI_PORTS_" + number).split(","))
                .map(Integer::valueOf)
                .toList();
        this.patroni = process("patroni", environment, folder);
        this.etcd = process("etcd", environment, folder);
    }

    private ServerProcess process(String program, Map<String, String> environment, Path folder) throws IOException {
        String key = "CHIRP_PID_%s_%d".formatted(program.toUpperCase(Locale.ROOT), number);
        return ServerProcess.of(
                program + "-" + number,
                Long.parseLong(value(environment, key)),
                folder.resolve("%s-%d.log".formatted(program, number)));
    }

    private static String value(Map<String, String> environment, String key) {
        return Objects.requireNonNull(environment.get(key), key);
    }

    /** All that {@code infra.env} names; none without {@code --ha}. */
    static List<DatabaseNode> in(Path folder, Map<String, String> environment) throws IOException {
        List<DatabaseNode> nodes = new ArrayList<>();
        while (environment.containsKey("CHIRP_PATRONI_" + (nodes.size() + 1))) {
            nodes.add(new DatabaseNode(nodes.size() + 1, folder, environment));
        }
        return nodes;
    }

    public boolean isPrimary() throws InterruptedException {
        return isIn("/primary");
    }

    /** Whether it follows the primary. */
    public boolean isReplica() throws InterruptedException {
        return isIn("/replica");
    }

    /** Whether a commit waits for it. */
    public boolean isSynchronous() throws InterruptedException {
        return isIn("/synchronous");
    }

    /** Patroni answers 200 to a path that names the state which the server is in. */
    private boolean isIn(String state) throws InterruptedException {
        try {
            return http.send(request(state).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(api + path)).timeout(ANSWER_TIMEOUT);
    }

    /** Asks it to hand its work to a standby; returns when that is done. */
    public void switchOver() throws IOException, InterruptedException {
        String question = "{\"leader\": \"%s\"}".formatted(this);
        HttpResponse<String> answer = http.send(
                request("/switchover")
                        .timeout(Duration.ofMinutes(1))
                        .POST(HttpRequest.BodyPublishers.ofString(question))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("switchover was answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** The machine is gone. */
    public void kill() throws IOException, InterruptedException {
        Optional<Long> postmaster = postmaster();
        patroni.end("KILL");
        if (postmaster.isPresent()) {
            ChirpProcess.signal("KILL", postmaster.get());
        }
        etcd.end("KILL");
    }

    /** The machine is back; PostgreSQL may take a while to be. */
    public void start() throws IOException {
        etcd.start();
        patroni.start();
    }

    public void pause() throws IOException, InterruptedException {
        patroni.pause();
        signalPostgres("STOP");
        etcd.pause();
    }

    public void resume() throws IOException, InterruptedException {
        etcd.resume();
        signalPostgres("CONT");
        patroni.resume();
    }

    /** It is no child of Patroni's. */
    private void signalPostgres(String signal) throws IOException, InterruptedException {
        Optional<Long> postmaster = postmaster();
        if (postmaster.isPresent()) {
            ServerProcess.signalAll(signal, postmaster.get());
        }
    }

    private Optional<Long> postmaster() throws IOException {
        return Files.exists(postmasterFile)
                ? Optional.of(Long.valueOf(
                        Files.readAllLines(postmasterFile).getFirst().strip()))
                : Optional.empty();
    }

    /** Every port by which it is reached. */
    public List<Integer> ports() {
        return ports;
    }

    /** As Patroni calls it. */
    @Override
    public String toString() {
        return "postgres-" + number;
    }

    @Override
    public void close() {
        patroni.close();
        etcd.close();
        http.close();
    }
}
