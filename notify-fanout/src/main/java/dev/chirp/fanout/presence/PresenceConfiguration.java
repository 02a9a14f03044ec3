package dev.chirp.fanout.presence;

import dev.chirp.fanout.redis.RedisAccess;
import dev.chirp.fanout.tick.Ticks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class PresenceConfiguration {

    @Bean
    Presence presence(RedisAccess redis, Ticks ticks) {
        return new Presence(redis, ticks);
    }
}
