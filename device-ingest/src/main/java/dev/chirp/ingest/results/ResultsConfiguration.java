package dev.chirp.ingest.results;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class ResultsConfiguration {

    @Bean
    DeviceResults deviceResults(
            @Value("${chirp.kafka.bootstrap-servers}") String bootstrapServers, ResultsListener listener) {
        return new DeviceResults(bootstrapServers, listener);
    }
}
