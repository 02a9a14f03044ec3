package dev.chirp.fanout.redis;

import dev.chirp.fanout.meter.FanoutMeter;
import dev.chirp.telemetry.BoundedQueues;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedisSettings.class)
class RedisConfiguration {

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService redisTimer() {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("fanout-redis-timer").factory());
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    RedisAccess redisAccess(RedisSettings settings, ScheduledExecutorService redisTimer) {
        return new RedisAccess(settings, redisTimer);
    }

    @Bean
    ChannelCache channelCache(RedisAccess redisAccess, RedisSettings settings, MeterRegistry registry) {
        var cache = new ChannelCache(redisAccess, settings);
        BoundedQueues.show(registry, "fanout-redis", cache::unanswered, settings.requestQueueSize());
        return cache;
    }

    @Bean(destroyMethod = "close")
    Subscriptions subscriptions(
            RedisAccess redisAccess,
            RedisSettings settings,
            ScheduledExecutorService redisTimer,
            MeterRegistry registry) {
        var subscriptions = new Subscriptions(redisAccess, settings, redisTimer);
        FanoutMeter.REDIS_PROBE_AGE.gauge(
                registry, () -> subscriptions.probeAge().toNanos() / 1e9);
        return subscriptions;
    }

    /** Down when no probe has come back for longer than the probe's time-out. */
    @Bean
    HealthIndicator redis(Subscriptions subscriptions, RedisSettings settings) {
        return () -> {
            var age = subscriptions.probeAge();
            var health = age.compareTo(settings.probeTimeout()) < 0 ? Health.up() : Health.down();
            return health.withDetail("probe_age_ms", age.toMillis()).build();
        };
    }
}
