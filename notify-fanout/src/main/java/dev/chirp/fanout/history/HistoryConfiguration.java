package dev.chirp.fanout.history;

import dev.chirp.fanout.database.Database;
import dev.chirp.fanout.redis.ChannelCache;
import dev.chirp.fanout.tick.Ticks;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class HistoryConfiguration {

    @Bean
    Epoch epoch(Database database, Ticks ticks) {
        return new Epoch(database, ticks);
    }

    @Bean
    History history(ChannelCache cache, Database database, Epoch epoch, MeterRegistry registry) {
        return new History(cache, new EventLog(), database, epoch, registry);
    }
}
