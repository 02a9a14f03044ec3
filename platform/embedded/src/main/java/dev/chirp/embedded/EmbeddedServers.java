package dev.chirp.embedded;

import java.nio.file.Path;

/** Servers in this JVM and as its children. */
final class EmbeddedServers implements ServerSource {
    @Override
    public Postgres postgres(Path folder, Secrets secrets) {
        return PostgresServer.start(new PostgresSettings(folder, 0, false, secrets));
    }

    @Override
    public Kafka kafka(Path folder) {
        return KafkaServer.start(new KafkaSettings(folder, 0));
    }

    @Override
    public Redis redis(Path folder) {
        return RedisServer.start(new RedisSettings(folder, 0));
    }
}
