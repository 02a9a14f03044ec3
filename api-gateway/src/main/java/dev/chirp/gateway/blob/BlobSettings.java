package dev.chirp.gateway.blob;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How many threads may wait for the blob store.
 *
 * @param queue tasks that may wait for each thread; more are refused
 */
@ConfigurationProperties("chirp.storage")
record BlobSettings(int threads, int queue) {}
