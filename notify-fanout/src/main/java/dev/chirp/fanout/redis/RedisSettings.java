package dev.chirp.fanout.redis;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties {@code chirp.redis.*}.
 *
 * @param commandTimeout an unanswered command fails after this time
 * @param requestQueueSize commands waiting for an answer, at most; more are refused
 * @param cachedMessages kept per channel, approximately
 * @param cacheExpiry a channel without news is forgotten after this time
 * @param probeInterval how often a message is sent through Redis to this instance itself
 * @param probeTimeout a pub/sub connection that is silent for so long is replaced
 */
@ConfigurationProperties("chirp.redis")
public record RedisSettings(
        @DefaultValue("redis://127.0.0.1:6379") String url,
        @DefaultValue("2s") Duration commandTimeout,
        @DefaultValue("32768") int requestQueueSize,
        @DefaultValue("256") int cachedMessages,
        @DefaultValue("6h") Duration cacheExpiry,
        @DefaultValue("2s") Duration probeInterval,
        @DefaultValue("6s") Duration probeTimeout) {}
