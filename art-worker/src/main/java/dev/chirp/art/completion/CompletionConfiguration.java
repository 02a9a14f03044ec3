package dev.chirp.art.completion;

import com.zaxxer.hikari.HikariDataSource;
import dev.chirp.art.studio.Studio;
import dev.chirp.contracts.event.ConsumerGroup;
import dev.chirp.database.DatabaseServers;
import dev.chirp.database.JdbcPool;
import dev.chirp.messaging.ConsumerHealth;
import dev.chirp.messaging.ConsumerSettings;
import dev.chirp.messaging.EventConsumer;
import dev.chirp.messaging.EventWriter;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The consumer, the sweeper, and the database that they share. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DatabaseSettings.class, SweeperSettings.class})
class CompletionConfiguration {

    /** Starts without a database; connections are made when they are needed. */
    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(DatabaseSettings settings, MeterRegistry meters) {
        return new JdbcPool(
                        "art-worker",
                        "art-worker",
                        DatabaseServers.parse(settings.host(), settings.port(), settings.name()),
                        "chirp_art_worker",
                        settings.password(),
                        settings.poolSize(),
                        settings.acquireTimeout(),
                        settings.statementTimeout())
                .open(meters);
    }

    @Bean(destroyMethod = "close")
    EventWriter eventWriter(DataSource dataSource) {
        return new EventWriter(dataSource);
    }

    @Bean
    WaitingCaptures waitingCaptures(EventWriter writer, MeterRegistry meters) {
        return new WaitingCaptures(writer, meters);
    }

    @Bean
    ArtRequestedListener artRequestedListener(Studio studio, WaitingCaptures waiting) {
        return new ArtRequestedListener(studio, waiting);
    }

    @Bean
    Sweeper sweeper(Studio studio, WaitingCaptures waiting, SweeperSettings settings, MeterRegistry meters) {
        return new Sweeper(studio, waiting, settings, meters);
    }

    @Bean
    EventConsumer eventConsumer(
            @Value("${chirp.kafka.bootstrap-servers}") String bootstrapServers,
            @Value("${chirp.art.consumer.parallelism}") int parallelism,
            EventWriter writer,
            ArtRequestedListener listener,
            MeterRegistry meters) {
        return new EventConsumer(
                ConsumerSettings.of(ConsumerGroup.ART_WORKER, bootstrapServers, parallelism), writer, listener, meters);
    }

    @Bean
    ConsumerHealth consumerHealth(EventConsumer consumer) {
        return new ConsumerHealth(consumer);
    }
}
