package dev.chirp.telemetry;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Properties that every service starts from; anything else overrides them. */
public final class ServiceDefaults implements EnvironmentPostProcessor {
    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "chirp-service-defaults",
                        Map.of(
                                "logging.config", "classpath:chirp-logback.xml",
                                "spring.main.banner-mode", "off",
                                "spring.main.log-startup-info", "false",
                                "spring.jmx.enabled", "false")));
    }
}
