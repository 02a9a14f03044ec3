package dev.chirp.fanout.feed;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties {@code chirp.kafka.*}.
 *
 * @param groupProtocol {@code consumer} (KIP-848), or {@code classic} for brokers whose session time-out cannot be set
 * @param batch records of one poll, at most; all of them are on their way to Redis at once
 * @param retryPause while Redis or the dead-letter topic is away
 */
@ConfigurationProperties("chirp.kafka")
record FeedSettings(
        @DefaultValue("127.0.0.1:9092") String bootstrapServers,
        @DefaultValue("consumer") String groupProtocol,
        @DefaultValue("256") int batch,
        @DefaultValue("250ms") Duration retryPause,
        @DefaultValue("5s") Duration cacheTimeout) {}
