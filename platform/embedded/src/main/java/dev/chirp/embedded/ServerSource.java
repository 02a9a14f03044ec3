package dev.chirp.embedded;

import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * Who starts the servers of {@link TestServers}: this JVM, or a container engine, as {@value #PROPERTY} says. Each method
 * blocks until a new, empty server answers.
 */
public interface ServerSource {
    /** {@value #EMBEDDED}, the default, or {@value #CONTAINERS}, which the Maven profile of that name sets. */
    String PROPERTY = "chirp.test.servers";

    String EMBEDDED = "embedded";
    String CONTAINERS = "containers";

    /**
     * Without fsync.
     *
     * @param folder for its files, if it is not a container
     */
    Postgres postgres(Path folder, Secrets secrets);

    Kafka kafka(Path folder);

    Redis redis(Path folder);

    /** The one that the property chooses. */
    static ServerSource chosen() {
        String chosen = System.getProperty(PROPERTY, EMBEDDED);
        return switch (chosen) {
            case EMBEDDED -> new EmbeddedServers();
            case CONTAINERS ->
                ServiceLoader.load(ServerSource.class)
                        .findFirst()
                        .orElseThrow(() -> new ServerStartException(
                                PROPERTY + "=" + CONTAINERS + " needs a build by -Pcontainers."));
            default ->
                throw new ServerStartException(
                        "%s: %s (expected: %s or %s)".formatted(PROPERTY, chosen, EMBEDDED, CONTAINERS));
        };
    }
}
