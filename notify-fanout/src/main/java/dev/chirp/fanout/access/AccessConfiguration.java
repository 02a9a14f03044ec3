package dev.chirp.fanout.access;

import dev.chirp.fanout.database.Database;
import dev.chirp.fanout.tick.Ticks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    Tickets tickets(Database database) {
        return new Tickets(database);
    }

    @Bean
    Revocations revocations(Database database, Ticks ticks) {
        return new Revocations(database, ticks);
    }
}
