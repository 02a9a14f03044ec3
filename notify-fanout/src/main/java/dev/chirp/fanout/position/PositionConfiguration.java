package dev.chirp.fanout.position;

import dev.chirp.fanout.database.Database;
import dev.chirp.fanout.tick.Ticks;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class PositionConfiguration {

    @Bean
    ClientPositions clientPositions(Database database, Ticks ticks, MeterRegistry registry) {
        return new ClientPositions(database, ticks, registry);
    }
}
