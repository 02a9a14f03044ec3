package dev.chirp.embedded;

import java.nio.file.Path;

/**
 * How to run Redis.
 *
 * @param folder binary, configuration and log; no data, because the platform may lose everything in Redis
 * @param port 0 for any free one
 * @param primaryPort of the server that it follows; 0 when it is the primary itself
 */
public record RedisSettings(Path folder, int port, int primaryPort) {
    public RedisSettings(Path folder, int port) {
        this(folder, port, 0);
    }
}
