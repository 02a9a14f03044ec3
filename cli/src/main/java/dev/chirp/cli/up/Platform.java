package dev.chirp.cli.up;

import dev.chirp.cli.CommandFailure;
import dev.chirp.cli.demo.DemoAccount;
import dev.chirp.cli.front.Front;
import dev.chirp.cli.front.FrontTls;
import dev.chirp.cli.service.PlatformService;
import dev.chirp.cli.service.PlatformService.Need;
import dev.chirp.cli.service.PlatformServices;
import dev.chirp.embedded.KafkaServer;
import dev.chirp.embedded.KafkaSettings;
import dev.chirp.embedded.Migrations;
import dev.chirp.embedded.PostgresServer;
import dev.chirp.embedded.PostgresSettings;
import dev.chirp.embedded.RedisServer;
import dev.chirp.embedded.RedisSettings;
import dev.chirp.embedded.Secrets;
import dev.chirp.embedded.ServerStartException;
import dev.chirp.embedded.TopicCreator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** Everything that runs under {@code chirp up}: the front, three servers, six contexts, and the order of their end. */
final class Platform implements AutoCloseable {
    private static final Duration CONTEXT_PATIENCE = Duration.ofSeconds(12);
    private static final Duration SERVER_PATIENCE = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Platform.class);

    private final Executor executor = task -> Thread.ofPlatform().name("start").start(task);
    private final List<Part<?>> parts = new ArrayList<>();
    private final Map<String, Part<ConfigurableApplicationContext>> services = new LinkedHashMap<>();
    private final Part<Front> front;
    private final Part<PostgresServer> postgres;
    private final Part<KafkaServer> kafka;
    private final Part<RedisServer> redis;
    private final int portOffset;
    private volatile boolean closing;

    /** Begins to start everything at once. */
    Platform(UpSettings settings, Secrets secrets, DemoAccount demo) {
        portOffset = settings.portOffset();
        front = part("front", List.of(), () -> startFront(settings), Front::close);
        postgres = part("PostgreSQL", List.of(), () -> startPostgres(settings, secrets), PostgresServer::close);
        kafka = part("Kafka", List.of(), () -> startKafka(settings), KafkaServer::close);
        redis = part("Redis", List.of(), () -> startRedis(settings), RedisServer::close);
        Part<Integer> migrations =
                part("migrations", List.of(postgres), () -> Migrations.run(postgres.get(), secrets), applied -> {});
        Part<Integer> topics = part(
                "topics", List.of(kafka), () -> TopicCreator.run(kafka.get().bootstrapServers()), created -> {});
        Map<Need, Part<?>> ready = Map.of(Need.DATABASE, migrations, Need.KAFKA, topics, Need.REDIS, redis);
        for (PlatformService service : PlatformServices.all()) {
            // All three, because the addresses of all are among the properties of each.
            List<Part<?>> needs = Stream.concat(
                            service.needs().stream().<Part<?>>map(ready::get), Stream.of(front, postgres, kafka, redis))
                    .toList();
            Callable<ConfigurableApplicationContext> start = () -> new ContextStarter(
                            settings, secrets, demo, front.get(), postgres.get(), kafka.get(), redis.get())
                    .start(service);
            services.put(service.name(), part(service.name(), needs, start, ConfigurableApplicationContext::close));
        }
    }

    private <T> Part<T> part(String name, List<Part<?>> needs, Callable<T> start, Consumer<? super T> stop) {
        Part<T> part = Part.of(name, executor, () -> closing, needs, start, stop);
        parts.add(part);
        return part;
    }

    private static Front startFront(UpSettings settings) {
        return settings.tls()
                ? Front.start(settings.address(), settings.port(), FrontTls.ofThisMachine(settings.certificates()))
                : Front.start(settings.address(), settings.port());
    }

    private static PostgresServer startPostgres(UpSettings settings, Secrets secrets) {
        return PostgresServer.start(new PostgresSettings(settings.data().resolve("postgres"), 0, true, secrets));
    }

    private static KafkaServer startKafka(UpSettings settings) {
        return KafkaServer.start(new KafkaSettings(settings.data().resolve("kafka"), 0));
    }

    private static RedisServer startRedis(UpSettings settings) {
        return RedisServer.start(new RedisSettings(settings.data().resolve("redis"), 0));
    }

    /** Blocks until every part has started and says that it is ready, or fails with the reason of one that is not. */
    void awaitReady() {
        CompletableFuture<Void> all = new CompletableFuture<>();
        for (Part<?> part : parts) {
            var _ = part.started().exceptionally(failure -> {
                if (part.hasBegun()) {
                    all.completeExceptionally(reason(part, failure));
                }
                return null;
            });
        }
        var _ = CompletableFuture.allOf(parts.stream().map(Part::started).toArray(CompletableFuture[]::new))
                .thenRun(() -> all.complete(null));
        try {
            all.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : e;
        }
        Readiness readiness = new Readiness(portOffset);
        PlatformServices.all().forEach(readiness::await);
    }

    private static RuntimeException reason(Part<?> part, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        log.atInfo().addKeyValue("part", part.name()).setCause(cause).log("Part did not start");
        if (cause instanceof ServerStartException known) {
            return known;
        }
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new CommandFailure("%s did not start: %s".formatted(part.name(), root.getMessage()), cause);
    }

    List<Part<?>> parts() {
        return List.copyOf(parts);
    }

    /** Where the servers listen, for people. */
    Map<String, String> addresses() {
        return Map.of(
                "PostgreSQL", "127.0.0.1:" + postgres.get().port(),
                "Kafka", kafka.get().bootstrapServers(),
                "Redis", "127.0.0.1:" + redis.get().port());
    }

    /**
     * The front refuses, the sockets drain, then whoever takes work in stops before whoever does the work; the servers
     * last. Every step is bounded.
     */
    @Override
    public void close() {
        closing = true;
        front.started().thenAccept(Front::refuse).exceptionally(failed -> null);
        for (List<String> together : List.of(
                List.of("notify-fanout"),
                List.of("device-ingest"),
                List.of("api-gateway"),
                List.of("classify-worker", "art-worker"),
                List.of("outbox-relay"))) {
            together.stream()
                    .flatMap(name -> Stream.ofNullable(services.get(name)))
                    .map(part -> CompletableFuture.runAsync(() -> part.stop(CONTEXT_PATIENCE), executor))
                    .toList()
                    .forEach(CompletableFuture::join);
        }
        front.stop(SERVER_PATIENCE);
        kafka.stop(SERVER_PATIENCE);
        redis.stop(SERVER_PATIENCE);
        postgres.stop(SERVER_PATIENCE);
    }
}
