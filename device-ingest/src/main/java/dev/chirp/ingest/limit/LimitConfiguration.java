package dev.chirp.ingest.limit;

import dev.chirp.limits.RateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The buckets that this instance shares with others, the gateway's among them. */
@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

    @Bean(initMethod = "start", destroyMethod = "close")
    RateLimiter ingestLimiter(
            @Value("${chirp.redis.url}") String redisUrl,
            @Value("${chirp.limits.redis-timeout}") Duration timeout,
            MeterRegistry meters) {
        return new RateLimiter(redisUrl, timeout, meters);
    }
}
