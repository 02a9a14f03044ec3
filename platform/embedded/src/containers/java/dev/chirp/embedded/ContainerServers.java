package dev.chirp.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.utils.AppInfoParser;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Servers in containers, each on a port of the engine's choice; set up like those of {@link EmbeddedServers}. Their images are
 * {@code chirp.test.postgres.image}, {@code chirp.test.kafka.image} and {@code chirp.test.redis.image}, or those of the projects
 * themselves.
 */
public final class ContainerServers implements ServerSource {
    private static final int REDIS_PORT = 6379;

    public ContainerServers() {
        QuietLogs.apply();
    }

    @Override
    public Postgres postgres(Path folder, Secrets secrets) {
        return new PostgresContainer(
                started(new PostgreSQLContainer(image("postgres", "postgres", "18"))
                        .withDatabaseName(Postgres.DATABASE)
                        .withUsername(Postgres.SUPERUSER)
                        .withPassword(secrets.superuserPassword())
                        // PostgreSQL's own collation, which the embedded one has, is not there before 17.
                        .withEnv("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C.UTF-8")
                        .withCommand("postgres -c fsync=off -c full_page_writes=off -c max_connections=200 -c jit=off"
                                + " -c max_prepared_transactions=0")),
                secrets);
    }

    @Override
    public Kafka kafka(Path folder) {
        Map<String, String> settings = new HashMap<>(Map.of("auto.create.topics.enable", "false"));
        settings.putAll(KafkaSettings.GROUPS);
        Map<String, String> environment = new HashMap<>();
        settings.forEach((name, value) ->
                environment.put("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        return new KafkaInContainer(started(
                new KafkaContainer(image("kafka", "apache/kafka", AppInfoParser.getVersion())).withEnv(environment)));
    }

    @Override
    public Redis redis(Path folder) {
        return new RedisContainer(started(new GenericContainer<>(image("redis", "redis", "8"))
                .withExposedPorts(REDIS_PORT)
                .withCommand("redis-server", "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction")
                .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1))));
    }

    /** One of another name is believed to behave like the project's. */
    private static DockerImageName image(String server, String project, String version) {
        return DockerImageName.parse(System.getProperty("chirp.test." + server + ".image", project + ":" + version))
                .asCompatibleSubstituteFor(project);
    }

    private static <C extends GenericContainer<?>> C started(C container) {
        try {
            container.start();
            return container;
        } catch (RuntimeException e) {
            container.close();
            throw new ServerStartException(
                    "The container of %s did not start: %s".formatted(container.getDockerImageName(), e.getMessage()),
                    e);
        }
    }

    /** The loopback address by its number, as the embedded servers give it. */
    private static String host(GenericContainer<?> container) {
        return container.getHost().equals("localhost") ? Loopback.HOST : container.getHost();
    }

    private record PostgresContainer(PostgreSQLContainer container, Secrets secrets) implements Postgres {
        @Override
        public String host() {
            return ContainerServers.host(container);
        }

        @Override
        public int port() {
            return container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
        }

        @Override
        public void close() {
            container.close();
        }
    }

    private record KafkaInContainer(KafkaContainer container) implements Kafka {
        @Override
        public String bootstrapServers() {
            return container.getBootstrapServers();
        }

        @Override
        public void close() {
            container.close();
        }
    }

    private record RedisContainer(GenericContainer<?> container) implements Redis {
        @Override
        public String url() {
            return "redis://%s:%d".formatted(host(container), container.getMappedPort(REDIS_PORT));
        }

        @Override
        public void close() {
            container.close();
        }
    }
}
