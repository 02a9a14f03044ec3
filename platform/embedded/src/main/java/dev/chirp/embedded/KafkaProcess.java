package dev.chirp.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A {@link KafkaServer} in a JVM of its own, on this JVM's class path. It stops by itself when this process is gone,
 * because its standard input ends then.
 */
public final class KafkaProcess implements AutoCloseable {
    private static final String READY_FILE = "ready";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    /** The last brokers of a cluster wait for a controller that has stopped before them. */
    private static final Duration LONGEST_SHUTDOWN = Duration.ofSeconds(20);

    private final int port;
    private final Process process;

    private KafkaProcess(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /** The child: {@code folder port [quorum]}. Runs until its standard input ends or it is told to stop. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        List<String> quorum = List.of(args).subList(2, args.length);
        KafkaServer server = KafkaServer.start(
                new KafkaSettings(folder, Integer.parseInt(args[1]), quorum.isEmpty() ? null : KafkaQuorum.of(quorum)));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-kafka"));
        Runtime.getRuntime().addShutdownHook(new Thread(KafkaProcess::endInTime, "end-kafka-in-time"));
        Files.writeString(
                folder.resolve(READY_FILE),
                Long.toString(ProcessHandle.current().pid()));
        while (System.in.read() >= 0) {
            // Nothing is ever sent; only the end matters.
        }
        System.exit(0);
    }

    private static void endInTime() {
        Thread halt = new Thread(
                () -> {
                    try {
                        Thread.sleep(LONGEST_SHUTDOWN);
                        Runtime.getRuntime().halt(1);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "halt-kafka");
        halt.setDaemon(true);
        halt.start();
    }

    /** Blocks until the broker takes requests. */
    public static KafkaProcess start(KafkaSettings settings) {
        Path folder = settings.folder().toAbsolutePath().normalize();
        int port = Loopback.claim(settings.port(), "Kafka");
        Path log = folder.resolve("kafka.log");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(folder.resolve(READY_FILE));
            KafkaProcess kafka = new KafkaProcess(port, launch(settings, folder, port, log));
            kafka.awaitReady(folder.resolve(READY_FILE), log);
            return kafka;
        } catch (IOException e) {
            throw new ServerStartException("Kafka did not start: " + e.getMessage(), e);
        }
    }

    private static Process launch(KafkaSettings settings, Path folder, int port, Path log) throws IOException {
        List<String> command = new ArrayList<>(OwnSession.prefix());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                KafkaProcess.class.getName(),
                folder.toString(),
                Integer.toString(port)));
        if (settings.quorum() != null) {
            command.addAll(settings.quorum().arguments());
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        environment.put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.start();
    }

    private void awaitReady(Path readyFile, Path log) {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        try {
            while (!Files.exists(readyFile)) {
                if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    process.destroyForcibly();
                    throw new ServerStartException("Kafka did not start; its log is %s.".formatted(log));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new ServerStartException("Interrupted while Kafka started.", e);
        }
    }

    public String bootstrapServers() {
        return Loopback.HOST + ":" + port;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        ChildProcess.stop(process, STOP_TIMEOUT);
    }
}
