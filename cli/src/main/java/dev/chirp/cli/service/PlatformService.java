package dev.chirp.cli.service;

import dev.chirp.cli.front.Target;
import dev.chirp.embedded.DatabaseRole;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * One of the six.
 *
 * @param port where it listens when it runs alone; 0 for none
 * @param needs what must be ready before it is started beside the others
 * @param behindFront set when it opens no socket of its own under {@code chirp up}
 * @param application a fresh builder of its context
 */
public record PlatformService(
        String name,
        int port,
        int managementPort,
        Set<Need> needs,
        @Nullable Target behindFront,
        Supplier<SpringApplicationBuilder> application) {

    /** A server that a service cannot start without. */
    public enum Need {
        DATABASE,
        KAFKA,
        REDIS
    }

    public DatabaseRole role() {
        return DatabaseRole.of(name);
    }

    /** Whether it listens on a port of its own, besides the management port, under {@code chirp up}. */
    public boolean opensPort() {
        return behindFront == null && port > 0;
    }
}
