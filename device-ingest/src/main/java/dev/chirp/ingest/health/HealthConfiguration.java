package dev.chirp.ingest.health;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HealthSettings.class, MicrophoneLimits.class})
class HealthConfiguration {

    @Bean
    DeviceStates observedDevices(HealthSettings settings, MicrophoneLimits limits, MeterRegistry meters) {
        return new DeviceStates(settings.maxDevices(), limits, InstantSource.system(), meters);
    }

    @Bean(destroyMethod = "close")
    ReportSignals reportSignals(
            @Value("${chirp.kafka.bootstrap-servers}") String bootstrapServers, MeterRegistry meters) {
        return new ReportSignals(bootstrapServers, meters);
    }

    @Bean
    Reporter deviceReporter(
            DeviceStates observedDevices,
            DatabaseClient database,
            ReportSignals reportSignals,
            HealthSettings settings,
            MeterRegistry meters) {
        return new Reporter(observedDevices, new ReportTable(database), reportSignals, settings, meters);
    }
}
