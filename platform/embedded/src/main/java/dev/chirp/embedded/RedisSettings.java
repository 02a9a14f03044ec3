package dev.chirp.embedded;

import java.nio.file.Path;

/**
 * How to run Redis.
 *
 * @param folder binary, configuration and log; no data, because the platform may lose everything in Redis
 * @param port 0 for any free one
 */
public record RedisSettings(Path folder, int port) {}
