package dev.chirp.gateway.limit;

import dev.chirp.limits.RateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The buckets that this instance shares with others. */
@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

    @Bean(initMethod = "start", destroyMethod = "close")
    RateLimiter gatewayLimiter(
            @Value("${chirp.redis.url}") String redisUrl, LimitSettings settings, MeterRegistry meters) {
        return new RateLimiter(redisUrl, settings.redisTimeout(), meters);
    }
}
