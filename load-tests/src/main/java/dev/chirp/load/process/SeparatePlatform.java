package dev.chirp.load.process;

import dev.chirp.cli.infra.InfraEnvironment;
import dev.chirp.cli.service.PlatformService;
import dev.chirp.cli.service.PlatformServices;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code chirp infra}, each service as a process of its own, and {@code chirp run front} before them. */
public final class SeparatePlatform implements Platform {
    /** All six, as {@code chirp run} names them. */
    public static final List<String> SERVICES =
            List.of("api-gateway", "outbox-relay", "classify-worker", "art-worker", "notify-fanout", "device-ingest");

    private static final String FRONT = "front";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
    private static final List<String> SMALL_JVM =
            List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders");
    private final Path folder;
    private final ChirpProcess infra;
    private final Map<String, String> environment;
    private final Function<String, List<String>> jvmOptions;
    private final Map<String, ChirpProcess> services = new HashMap<>();
    private final @Nullable ServerProcess postgres;
    private final List<ServerProcess> brokers = new ArrayList<>();
    private final @Nullable ServerProcess redis;
    private final List<DatabaseNode> databases;
    private final List<CacheNode> caches;
    private int starts;

    private SeparatePlatform(Path folder, ChirpProcess infra, Function<String, List<String>> jvmOptions)
            throws IOException {
        this.folder = folder;
        this.infra = infra;
        this.jvmOptions = jvmOptions;
        this.environment = read(folder.resolve("data/infra.env"));
        this.databases = DatabaseNode.in(folder, environment);
        this.caches = CacheNode.in(folder, environment);
        this.postgres = databases.isEmpty()
                ? ServerProcess.of("postgres", pid("CHIRP_PID_POSTGRES"), folder.resolve("postgres.log"))
                : null;
        for (int broker = 1; environment.containsKey(InfraEnvironment.brokerPidKey(broker)); broker++) {
            String name = broker == 1 ? "kafka" : "kafka-" + broker;
            brokers.add(
                    ServerProcess.of(name, pid(InfraEnvironment.brokerPidKey(broker)), folder.resolve(name + ".log")));
        }
        this.redis = caches.isEmpty()
                ? ServerProcess.of(
                        "redis",
                        pid("CHIRP_PID_REDIS"),
                        folder.resolve("redis.log"),
                        List.of(folder.resolve("data/redis/redis.conf").toString()))
                : null;
    }

    /**
     * Starts only the servers; services are started one by one.
     *
     * @param options further ones of {@code chirp infra}
     */
    public static SeparatePlatform servers(Path folder, String... options) throws IOException, InterruptedException {
        return servers(folder, service -> List.of(), options);
    }

    private static SeparatePlatform servers(Path folder, Function<String, List<String>> jvmOptions, String... options)
            throws IOException, InterruptedException {
        String offset = Integer.toString(Ports.freeOffset());
        List<String> arguments = new ArrayList<>(List.of("infra", "--data-dir", "data", "--port-offset", offset));
        arguments.addAll(List.of(options));
        ChirpProcess infra = ChirpProcess.start("infra", folder, SMALL_JVM, arguments);
        infra.awaitLine("infra is up: ", START_TIMEOUT);
        return new SeparatePlatform(folder, infra, jvmOptions);
    }

    /**
     * Starts the servers, then the services and the front together, in an order that the random source decides.
     *
     * @param options further ones of {@code chirp infra}
     */
    public static SeparatePlatform start(Path folder, Random random, String... options)
            throws IOException, InterruptedException {
        return start(folder, random, service -> List.of(), options);
    }

    /**
     * The same.
     *
     * @param jvmOptions what each service gets besides those that every one gets
     */
    public static SeparatePlatform start(
            Path folder, Random random, Function<String, List<String>> jvmOptions, String... options)
            throws IOException, InterruptedException {
        SeparatePlatform platform = servers(folder, jvmOptions, options);
        try {
            List<String> order = new ArrayList<>(SERVICES);
            order.add(FRONT);
            Collections.shuffle(order, random);
            for (String service : order) {
                platform.launch(service);
            }
            for (String service : SERVICES) {
                platform.running(service).awaitLine("Service is up", START_TIMEOUT);
            }
            platform.awaitFront();
            return platform;
        } catch (IOException | InterruptedException | RuntimeException e) {
            platform.close();
            throw e;
        }
    }

    /** Starts a service, or starts it again after it was killed, and waits until it is up. */
    public void run(String service) throws IOException, InterruptedException {
        launch(service);
        awaitUp(service);
    }

    /** Starts a service, or starts it again after it was killed, and does not wait. */
    public void launch(String service) throws IOException {
        services.put(service, start(service, List.of()));
    }

    /** Waits until the last start of a service is complete. */
    public void awaitUp(String service) throws InterruptedException {
        running(service).awaitLine("Service is up", START_TIMEOUT);
    }

    /** Starts a second instance of a service, on ports of its own, and waits until it is up; the caller closes it. */
    public ChirpProcess runSecond(String service) throws IOException, InterruptedException {
        PlatformService known = PlatformServices.byName(service).orElseThrow();
        List<String> ports = new ArrayList<>(List.of("--chirp.management.port=" + Ports.free()));
        if (known.port() > 0) {
            ports.add("--server.port=" + Ports.free());
        }
        ChirpProcess second = start(service, ports);
        second.awaitLine("Service is up", START_TIMEOUT);
        return second;
    }

    /**
     * Starts an instance of a service on ports of its own and waits until it is up; the caller closes it.
     *
     * @param jvmOptions after the ones that every service gets
     * @param port where it listens
     * @param options Spring's, for example {@code --server.port=8010}
     */
    public ChirpProcess runInstance(
            String service, List<String> jvmOptions, int port, int managementPort, List<String> options)
            throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>(List.of("--server.port=" + port, "--chirp.management.port=" + managementPort));
        all.addAll(options);
        ChirpProcess instance = start(service, jvmOptions, all);
        instance.awaitLine("Service is up", START_TIMEOUT);
        return instance;
    }

    private ChirpProcess start(String service, List<String> options) throws IOException {
        return start(service, List.of(), options);
    }

    private ChirpProcess start(String service, List<String> further, List<String> options) throws IOException {
        List<String> jvm = new ArrayList<>(SMALL_JVM);
        jvm.addAll(this.jvmOptions.apply(service));
        jvm.addAll(further);
        List<String> arguments = new ArrayList<>(List.of("run", service, "--env-file", "data/infra.env"));
        if (!service.equals(FRONT)) {
            arguments.add("--chirp.storage.root=" + blobs());
        }
        arguments.addAll(options);
        return ChirpProcess.start(service + "-" + ++starts, folder, jvm, arguments);
    }

    private void awaitFront() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url() + "/status.json")).build();
            while (System.nanoTime() < deadline) {
                try {
                    if (http.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // not listening yet
                }
                Thread.sleep(200);
            }
        }
        throw new IOException("the front did not answer within " + START_TIMEOUT);
    }

    @Override
    public String url() {
        return "http://localhost:" + environment.get("CHIRP_FRONT_PORT");
    }

    /** Where a service listens by itself, without the front. */
    public String urlOf(String service) {
        return Objects.requireNonNull(environment.get(InfraEnvironment.urlKey(service)), service);
    }

    public ChirpProcess service(String name) {
        return running(name);
    }

    /** A service that was started. */
    public Optional<ChirpProcess> find(String name) {
        return Optional.ofNullable(services.get(name));
    }

    private ChirpProcess running(String name) {
        return Objects.requireNonNull(services.get(name), name);
    }

    /** What {@code infra.env} says. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Of the user that may do everything in the database. */
    public String superuserPassword() throws IOException {
        return Objects.requireNonNull(
                read(folder.resolve("data/secrets.env")).get("CHIRP_DB_PASSWORD_SUPERUSER"), "superuser");
    }

    /** Where the servers keep their data. */
    public Path data() {
        return folder.resolve("data");
    }

    /** Where the services keep recordings and sprites: a folder apart from that of the servers. */
    public Path blobs() {
        return folder.resolve("blobs");
    }

    /** The only server of PostgreSQL; with {@code --ha} there are {@link #databases()}. */
    public ServerProcess postgres() {
        return Objects.requireNonNull(postgres, "there are several");
    }

    /** The servers of PostgreSQL that stand in for one another; empty without {@code --ha}. */
    public List<DatabaseNode> databases() {
        return databases;
    }

    /** The only broker, or the first one. */
    public ServerProcess kafka() {
        return brokers.getFirst();
    }

    /** Each broker, in the order of their node numbers. */
    public List<ServerProcess> brokers() {
        return List.copyOf(brokers);
    }

    /** The only server of Redis; with {@code --ha} there are {@link #caches()}. */
    public ServerProcess redis() {
        return Objects.requireNonNull(redis, "there are several");
    }

    /** The servers of Redis that stand in for one another; empty without {@code --ha}. */
    public List<CacheNode> caches() {
        return caches;
    }

    private long pid(String key) {
        return Long.parseLong(Objects.requireNonNull(environment.get(key), key));
    }

    private static Map<String, String> read(Path envFile) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (String line : Files.readAllLines(envFile)) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return values;
    }

    @Override
    public void close() {
        services.values().parallelStream().forEach(ChirpProcess::close);
        brokers.parallelStream().forEach(ServerProcess::close);
        caches.forEach(CacheNode::close);
        databases.parallelStream().forEach(DatabaseNode::close);
        if (redis != null) {
            redis.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        infra.close();
    }
}
