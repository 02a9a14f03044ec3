package dev.chirp.relay;

import dev.chirp.relay.lag.LagWatch;
import dev.chirp.relay.lane.LaneSettings;
import dev.chirp.relay.publish.KafkaSettings;
import dev.chirp.relay.retention.Retention;
import dev.chirp.relay.retention.RetentionSettings;
import dev.chirp.relay.server.Database;
import dev.chirp.relay.server.DatabaseSettings;
import dev.chirp.relay.wakeup.PollSettings;
import dev.chirp.telemetry.TelemetryConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The service {@code outbox-relay}: moves events from the event table to Kafka. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    DatabaseSettings.class,
    KafkaSettings.class,
    LaneSettings.class,
    PollSettings.class,
    RetentionSettings.class
})
@Import(TelemetryConfiguration.class)
public class RelayApplication {

    /** The application with its own configuration file, so that services can share a class path. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(RelayApplication.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties("spring.config.name=chirp-outbox-relay");
    }

    public static void main(String[] args) {
        application().run(args);
    }

    @Bean
    Relay relay(
            DatabaseSettings database,
            KafkaSettings kafka,
            LaneSettings lanes,
            PollSettings poll,
            RetentionSettings retention,
            MeterRegistry registry) {
        var asMaintenance = new Database(database.as(retention.maintenanceUser(), retention.maintenancePassword()));
        return new Relay(
                new Database(database),
                kafka,
                lanes,
                poll,
                retention.retentionDays(),
                new Retention(asMaintenance, retention, InstantSource.system()),
                registry);
    }

    @Bean
    LagWatch lagWatch(KafkaSettings kafka, MeterRegistry registry) {
        return new LagWatch(kafka.client(), registry);
    }

    @Bean
    RelayHealth relayHealth(Relay relay) {
        return new RelayHealth(relay);
    }
}
