package dev.chirp.fanout.device;

import dev.chirp.fanout.database.Database;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class DeviceConfiguration {

    @Bean
    DeviceStates deviceStates(Database database) {
        return new DeviceStates(database);
    }
}
