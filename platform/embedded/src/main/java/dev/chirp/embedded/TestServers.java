package dev.chirp.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a test JVM: each is started by its first use, migrated or given its topics, shared by all tests, and
 * stopped by a shutdown hook together with the folder of this JVM. Tests keep apart by using their own users. Where they
 * come from is {@link ServerSource}'s affair.
 */
public final class TestServers {
    private static final Object LOCK = new Object();
    private static @Nullable ServerSource source;
    private static @Nullable Path folder;
    private static @Nullable Postgres postgres;
    private static @Nullable Kafka kafka;
    private static @Nullable Redis redis;

    private TestServers() {}

    /** PostgreSQL without fsync, with all migrations. */
    public static Postgres postgres() {
        synchronized (LOCK) {
            if (postgres == null) {
                Postgres started = source().postgres(folder().resolve("postgres"), secrets());
                postgres = started;
                Migrations.run(started, secrets());
            }
            return postgres;
        }
    }

    /** Kafka with all topics. */
    public static Kafka kafka() {
        synchronized (LOCK) {
            if (kafka == null) {
                Kafka started = source().kafka(folder().resolve("kafka"));
                kafka = started;
                TopicCreator.run(started.bootstrapServers());
            }
            return kafka;
        }
    }

    public static Redis redis() {
        synchronized (LOCK) {
            if (redis == null) {
                redis = source().redis(folder().resolve("redis"));
            }
            return redis;
        }
    }

    /** The database password of a service, for example {@code api-gateway}. */
    public static String passwordOf(String service) {
        return secrets().passwordOf(DatabaseRole.of(service));
    }

    /**
     * Everything that a service needs to start against these servers: PostgreSQL for all, Kafka for those that consume
     * or publish, Redis for notify-fanout, device-ingest and api-gateway; every port is free-chosen. What the service's own file sets wins over
     * {@code SpringApplicationBuilder.properties}: hand them to {@code run} as {@link #arguments(String)}.
     */
    public static Map<String, String> properties(String service) {
        Map<String, String> properties = new HashMap<>(QuietLogs.properties());
        properties.putAll(Map.of(
                "server.port",
                "0",
                "server.address",
                Loopback.HOST,
                "chirp.management.port",
                "0",
                "chirp.intake.port",
                "0",
                "chirp.ingest.frames.port",
                "0",
                "chirp.ingest.tls.port",
                "0",
                "chirp.storage.root",
                folder().resolve("storage").toString(),
                "chirp.security.keys-dir",
                folder().resolve("keys").toString()));
        properties.putAll(databaseProperties(service));
        switch (DatabaseRole.of(service)) {
            case OUTBOX_RELAY -> {
                properties.putAll(kafkaProperties());
                properties.put("relay.event.maintenance-password", passwordOf(DatabaseRole.MAINTENANCE.service()));
            }
            case CLASSIFY_WORKER, ART_WORKER -> properties.putAll(kafkaProperties());
            case NOTIFY_FANOUT, DEVICE_INGEST -> {
                properties.putAll(kafkaProperties());
                properties.putAll(redisProperties());
            }
            case API_GATEWAY -> properties.putAll(redisProperties());
            case MAINTENANCE -> {}
        }
        return properties;
    }

    /** {@link #properties(String)} as Spring's command-line arguments. */
    public static String[] arguments(String service) {
        return properties(service).entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
    }

    /** {@code chirp.db.*}; starts PostgreSQL. */
    public static Map<String, String> databaseProperties(String service) {
        Postgres server = postgres();
        return Map.of(
                "chirp.db.host", server.host(),
                "chirp.db.port", Integer.toString(server.port()),
                "chirp.db.name", server.database(),
                "chirp.db.password", passwordOf(service));
    }

    /** {@code chirp.kafka.*}; starts Kafka. */
    public static Map<String, String> kafkaProperties() {
        return Map.of("chirp.kafka.bootstrap-servers", kafka().bootstrapServers());
    }

    /** {@code chirp.redis.*}; starts Redis. */
    public static Map<String, String> redisProperties() {
        return Map.of("chirp.redis.url", redis().url());
    }

    /** A migrated database of its own, for a test that counts everything; connect with {@code postgres().as(role, name)}. */
    public static void newDatabase(String name) {
        try {
            postgres().createDatabase(name);
        } catch (SQLException e) {
            throw new IllegalStateException("Database " + name + " could not be created", e);
        }
        Migrations.run(postgres().administrator(name), secrets());
    }

    /** A folder of this JVM, deleted when it ends. */
    public static Path folder() {
        synchronized (LOCK) {
            if (folder == null) {
                try {
                    folder = Files.createTempDirectory("chirp-test");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                Runtime.getRuntime().addShutdownHook(new Thread(TestServers::stop, "stop-test-servers"));
            }
            return folder;
        }
    }

    private static ServerSource source() {
        synchronized (LOCK) {
            if (source == null) {
                source = ServerSource.chosen();
            }
            return source;
        }
    }

    private static Secrets secrets() {
        synchronized (LOCK) {
            return Secrets.in(folder().resolve("secrets.env"));
        }
    }

    private static void stop() {
        synchronized (LOCK) {
            if (kafka != null) {
                kafka.close();
            }
            if (redis != null) {
                redis.close();
            }
            if (postgres != null) {
                postgres.close();
            }
            if (folder != null) {
                delete(folder);
            }
        }
    }

    private static void delete(Path root) {
        try {
            Folders.delete(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
