package dev.chirp.embedded;

/** A running Kafka broker, in this JVM or in a container. */
public interface Kafka extends AutoCloseable {
    String bootstrapServers();

    @Override
    void close();
}
