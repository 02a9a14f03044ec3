package dev.chirp.fanout.tick;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class TickConfiguration {

    @Bean(destroyMethod = "close")
    Ticks ticks() {
        return new Ticks();
    }
}
