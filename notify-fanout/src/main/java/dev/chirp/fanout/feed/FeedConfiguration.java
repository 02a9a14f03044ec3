package dev.chirp.fanout.feed;

import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.contracts.event.Signal;
import dev.chirp.fanout.hub.Hub;
import dev.chirp.fanout.hub.HubSettings;
import dev.chirp.fanout.hub.Strategy;
import dev.chirp.fanout.redis.ChannelCache;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.MicrometerConsumerListener;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FeedSettings.class)
class FeedConfiguration {
    private static final Duration MAX_SILENCE = Duration.ofSeconds(30);

    @Bean
    FeedMeters feedMeters(MeterRegistry registry) {
        return new FeedMeters(registry);
    }

    @Bean
    ResultsFeed resultsFeed(ChannelCache cache, FeedSettings settings, FeedMeters meters, MeterRegistry registry) {
        var consumers = new DefaultKafkaConsumerFactory<>(
                consumerSettings(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumers.addListener(new MicrometerConsumerListener<>(registry));
        return new ResultsFeed(
                consumers::createConsumer, cache, new DeadLetters(settings.bootstrapServers()), settings, meters);
    }

    /** Under {@code kafka-broadcast} alone it does anything: this instance's own reading of all records, in no group. */
    @Bean
    BroadcastFeed broadcastFeed(Hub hub, HubSettings strategy, FeedSettings settings) {
        return new BroadcastFeed(
                "fanout-broadcast",
                ConsumerGroup.NOTIFY_FANOUT.stream().topic(),
                ungrouped("notify-fanout-broadcast", settings),
                new ResultsBroadcast(hub),
                strategy.strategy() == Strategy.KAFKA_BROADCAST,
                settings.retryPause());
    }

    @Bean
    BroadcastFeed progressFeed(Hub hub, FeedSettings settings) {
        return new BroadcastFeed(
                "fanout-progress",
                Signal.CAPTURE_PROGRESS.topic(),
                ungrouped("notify-fanout-progress", settings),
                new ProgressBroadcast(hub, InstantSource.system()),
                true,
                settings.retryPause());
    }

    @Bean
    BroadcastFeed reportFeed(Hub hub, FeedSettings settings) {
        return new BroadcastFeed(
                "fanout-reports",
                Signal.DEVICE_REPORTED.topic(),
                ungrouped("notify-fanout-reports", settings),
                new ReportBroadcast(hub),
                true,
                settings.retryPause());
    }

    private static Supplier<Consumer<byte[], byte[]>> ungrouped(String client, FeedSettings settings) {
        Map<String, Object> consumer = new HashMap<>();
        consumer.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, client);
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.batch());
        consumer.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        return new DefaultKafkaConsumerFactory<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                ::createConsumer;
    }

    /** Down when the broadcast is in use and its thread has not polled for half a minute. */
    @Bean
    HealthIndicator broadcast(BroadcastFeed broadcastFeed) {
        return () -> (broadcastFeed.isHealthy(MAX_SILENCE) ? Health.up() : Health.down()).build();
    }

    private static Map<String, Object> consumerSettings(FeedSettings settings) {
        Map<String, Object> consumer = new HashMap<>();
        consumer.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, "notify-fanout");
        consumer.put(ConsumerConfig.GROUP_ID_CONFIG, ConsumerGroup.NOTIFY_FANOUT.groupId());
        consumer.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, settings.groupProtocol());
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A group without offsets is new: what came before it belongs in the cache all the same.
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.batch());
        consumer.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        if (settings.groupProtocol().equals("classic")) {
            consumer.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
            consumer.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        }
        return consumer;
    }

    /** Down when the feed's thread has not polled for half a minute; Redis being away is told by its own indicator. */
    @Bean
    HealthIndicator feed(FeedMeters meters) {
        return () -> (meters.silence().compareTo(MAX_SILENCE) < 0 ? Health.up() : Health.down())
                .withDetail("lag", meters.lag())
                .build();
    }
}
