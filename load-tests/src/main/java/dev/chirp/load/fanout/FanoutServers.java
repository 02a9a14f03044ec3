package dev.chirp.load.fanout;

import dev.chirp.embedded.TokenIssuer;
import dev.chirp.load.check.Database;
import dev.chirp.load.process.Instance;
import dev.chirp.load.process.SeparatePlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** PostgreSQL, Kafka, Redis, an issuer of tokens, and as many instances of notify-fanout as are started. */
public final class FanoutServers implements AutoCloseable {
    private static final Duration TOKEN_LIFE = Duration.ofHours(4);
    private final SeparatePlatform platform;
    private final TokenIssuer issuer;
    private final List<Instance> instances = new ArrayList<>();

    /** Starts the servers. */
    public FanoutServers(Path folder) throws IOException, InterruptedException {
        this.platform = SeparatePlatform.servers(folder);
        this.issuer = new TokenIssuer();
    }

    /**
     * Starts an instance with the heap that {@code chirp run} gives it, and without a limit of connections per user.
     *
     * @param jvmOptions further ones
     * @param options Spring's
     */
    public Instance start(List<String> jvmOptions, List<String> options) throws IOException, InterruptedException {
        List<String> jvm = new ArrayList<>(List.of("-Xmx512m"));
        jvm.addAll(jvmOptions);
        jvm.addAll(List.of(System.getProperty("chirp.fanout.jvm", "").split("[ ;]+")));
        jvm.removeIf(String::isBlank);
        List<String> all = new ArrayList<>(
                List.of("--chirp.security.jwks-uri=" + issuer.jwksUri(), "--chirp.fanout.socket.per-user=20000"));
        all.addAll(options);
        Instance instance = new Instance(platform, "notify-fanout", jvm, all);
        instances.add(instance);
        return instance;
    }

    public SeparatePlatform platform() {
        return platform;
    }

    public String token(long user) {
        return issuer.token(user, "user", TOKEN_LIFE);
    }

    public Database database() throws IOException {
        return new Database(platform);
    }

    /** Of records that PostgreSQL knows nothing of. */
    public RecordPublisher records() throws IOException, SQLException {
        return new RecordPublisher(kafka(), database().number("SELECT epoch FROM stream_epoch"));
    }

    private String kafka() {
        return Objects.requireNonNull(platform.environment().get("CHIRP_KAFKA_BOOTSTRAP_SERVERS"), "kafka");
    }

    public String redis() {
        return Objects.requireNonNull(platform.environment().get("CHIRP_REDIS_URL"), "redis");
    }

    /** Process ids of Redis, Kafka and PostgreSQL. */
    public long pid(String server) {
        return Long.parseLong(Objects.requireNonNull(platform.environment().get("CHIRP_PID_" + server), server));
    }

    @Override
    public void close() {
        instances.forEach(Instance::close);
        issuer.close();
        platform.close();
    }
}
