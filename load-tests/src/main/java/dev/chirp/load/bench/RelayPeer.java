package dev.chirp.load.bench;

import dev.chirp.load.measure.Latencies;
import dev.chirp.load.process.ChirpProcess;
import dev.chirp.load.process.SeparatePlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * An embedded Debezium engine with the outbox router beside the relay: same events, same PostgreSQL, same Kafka, taking
 * turns. Only with what {@code ./mvnw -Ppeer -pl load-tests/peer -am package} has built.
 */
final class RelayPeer {
    private static final String TOPIC = "peer.events";
    private static final String ID_HEADER = "id";
    private static final Duration START = Duration.ofMinutes(2);
    private static final int RATE = 600;
    private static final int BACKLOG = 50_000;
    private static final int TURNS = 2;

    private RelayPeer() {}

    /** One system in its turns. */
    private record Turns(Latencies latencies, List<Double> drains) {
        Turns() {
            this(new Latencies(), new ArrayList<>());
        }

        double drain() {
            return drains.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        }
    }

    static void measure(
            Session session, SeparatePlatform platform, EventLoad load, TopicWatch topic, List<Figure> figures)
            throws Exception {
        Path classpath = built().resolve("peer.classpath");
        if (!Files.exists(classpath)) {
            session.say("No peer: build it with ./mvnw -Ppeer -pl load-tests/peer -am package");
            return;
        }
        Map<String, String> environment = platform.environment();
        String kafka = Objects.requireNonNull(environment.get("CHIRP_KAFKA_BOOTSTRAP_SERVERS"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 16, (short) 1)))
                    .all()
                    .get();
        }
        administer(session, environment, "ALTER ROLE chirp_maintenance REPLICATION");
        // Who is frozen in the other's turn does not answer.
        administer(session, environment, "ALTER SYSTEM SET wal_sender_timeout = 0");
        administer(session, environment, "SELECT pg_reload_conf()");
        administer(
                session,
                environment,
                "CREATE PUBLICATION peer FOR TABLE event WITH (publish_via_partition_root = true)");
        long relay = platform.service("outbox-relay").pid();
        Turns ours = new Turns();
        Turns theirs = new Turns();
        int seconds = session.full() ? 60 : 15;
        Process process = start(session, environment, classpath);
        try (TopicWatch peerTopic = new TopicWatch(kafka, TOPIC, ID_HEADER)) {
            long peer = process.pid();
            settle(load, peerTopic);
            for (int turn = -1; turn < TURNS; turn++) {
                ChirpProcess.signal("STOP", peer);
                turn(session, relay, load, topic, seconds, turn < 0 ? new Turns() : ours);
                ChirpProcess.signal("STOP", relay);
                ChirpProcess.signal("CONT", peer);
                settle(load, peerTopic);
                turn(session, peer, load, peerTopic, seconds, turn < 0 ? new Turns() : theirs);
                ChirpProcess.signal("CONT", relay);
                settle(load, topic);
            }
        } finally {
            process.destroyForcibly();
        }
        double p99 = ours.latencies().percentile(99);
        double peerP99 = theirs.latencies().percentile(99);
        figures.add(new Figure(
                "beside Debezium: commit to stored, p50",
                "ms",
                ours.latencies().percentile(50),
                theirs.latencies().percentile(50),
                ours.latencies().percentile(50) / theirs.latencies().percentile(50),
                null,
                null));
        figures.add(new Figure(
                "beside Debezium: commit to stored, p99",
                "ms",
                p99,
                peerP99,
                p99 / peerP99,
                "ratio < 1",
                p99 < peerP99));
        figures.add(Figure.beside("beside Debezium: drain of a backlog", "events/s", ours.drain(), theirs.drain(), 1));
    }

    private static void turn(Session session, long pid, EventLoad load, TopicWatch topic, int seconds, Turns into)
            throws Exception {
        SteadyRate steady = SteadyRate.measure(load, topic, RATE, 1, seconds);
        session.say(
                "  %d events, p50 %.0f ms, p99 %.0f ms",
                steady.latencies().count(),
                steady.latencies().percentile(50),
                steady.latencies().percentile(99));
        into.latencies().add(steady.latencies());
        into.drains().add(BacklogDrain.measure(session, List.of(pid), load, topic, BACKLOG, 200));
    }

    /** Until what was written in the other's turn has gone by: then an event comes alone. */
    private static void settle(EventLoad load, TopicWatch topic) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (System.nanoTime() < deadline
                && topic.read(Long.MAX_VALUE, Duration.ofSeconds(3), (event, at) -> {}) > 0) {
            // Goes on while something comes.
        }
        SteadyRate.measure(load, topic, RATE, 1, 3);
    }

    private static Process start(Session session, Map<String, String> environment, Path classpath)
            throws IOException, InterruptedException {
        Path settings = session.folder().resolve("peer.properties");
        Properties properties = new Properties();
        properties.putAll(PeerSettings.engine(environment, TOPIC));
        try (var file = Files.newBufferedWriter(settings)) {
            properties.store(file, null);
        }
        Path log = session.folder().resolve("peer.log");
        String jar;
        try (var files = Files.list(built())) {
            jar = files.filter(path -> path.getFileName().toString().matches("relay-peer-.*\\.jar"))
                    .findFirst()
                    .orElseThrow()
                    .toString();
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        jar + ":" + Files.readString(classpath).strip(),
                        "dev.chirp.peer.DebeziumRelay",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        long deadline = System.nanoTime() + START.toNanos();
        while (!Files.readString(log).contains("Peer is up")) {
            if (System.nanoTime() > deadline || process.waitFor(100, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException("The peer did not start; its log is " + log);
            }
        }
        return process;
    }

    private static void administer(Session session, Map<String, String> environment, String sql)
            throws IOException, SQLException {
        String password = Files.readAllLines(session.folder().resolve("data/secrets.env")).stream()
                .filter(line -> line.startsWith("CHIRP_DB_PASSWORD_SUPERUSER="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElseThrow();
        String url = "jdbc:postgresql://%s:%s/%s"
                .formatted(
                        environment.get("CHIRP_DB_HOST"),
                        environment.get("CHIRP_DB_PORT"),
                        environment.get("CHIRP_DB_NAME"));
        try (Connection connection = DriverManager.getConnection(url, "postgres", password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** {@code load-tests/peer/target}, beside the jar of this class. */
    private static Path built() {
        try {
            Path own = Path.of(RelayPeer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return own.resolve("../../peer/target").normalize();
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
