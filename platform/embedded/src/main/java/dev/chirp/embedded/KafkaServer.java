package dev.chirp.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/** A Kafka broker and controller (KRaft) inside this JVM, on Kafka's own threads. */
public final class KafkaServer implements Kafka {
    private final int port;
    private final FolderLock lock;
    private final KafkaRaftServer server;

    private KafkaServer(int port, FolderLock lock, KafkaRaftServer server) {
        this.port = port;
        this.lock = lock;
        this.server = server;
    }

    /** Blocks until the broker takes requests. A new folder is formatted first. */
    public static KafkaServer start(KafkaSettings settings) {
        QuietLogs.apply();
        FolderLock lock = FolderLock.take(settings.folder());
        try {
            int port = Loopback.claim(settings.port(), "Kafka");
            KafkaQuorum quorum = settings.quorum() == null ? KafkaQuorum.alone() : settings.quorum();
            Properties properties = settings.brokerProperties(port, quorum);
            if (!Files.exists(settings.logs().resolve("meta.properties"))) {
                format(settings.folder().resolve(KafkaSettings.CONFIG_FILE), properties, quorum.clusterId());
            }
            KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
            server.startup();
            return new KafkaServer(port, lock, server);
        } catch (ServerStartException e) {
            lock.close();
            throw e;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw new ServerStartException(
                    "Kafka did not start in %s: %s".formatted(settings.folder(), e.getMessage()), e);
        }
    }

    private static void format(Path config, Properties properties, String clusterId) throws IOException {
        try (OutputStream out = Files.newOutputStream(config)) {
            properties.store(out, null);
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int status = StorageTool.execute(
                new String[] {"format", "-t", clusterId, "-c", config.toString()},
                new PrintStream(output, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new ServerStartException("Kafka's folder could not be formatted: "
                    + output.toString(StandardCharsets.UTF_8).strip());
        }
    }

    public String host() {
        return Loopback.HOST;
    }

    public int port() {
        return port;
    }

    @Override
    public String bootstrapServers() {
        return host() + ":" + port;
    }

    /** Blocks until the segments are closed; a second call does nothing. */
    @Override
    public void close() {
        try (lock) {
            server.shutdown();
            server.awaitShutdown();
        }
    }
}
