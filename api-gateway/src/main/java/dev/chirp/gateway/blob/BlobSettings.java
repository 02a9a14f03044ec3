package dev.chirp.gateway.blob;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where audio and sprites are, and how many threads may wait for that disk.
 *
 * @param queue tasks that may wait for each thread; more are refused
 */
@ConfigurationProperties("chirp.storage")
record BlobSettings(Path root, int threads, int queue) {}
