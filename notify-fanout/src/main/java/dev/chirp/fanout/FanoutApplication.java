package dev.chirp.fanout;

import dev.chirp.telemetry.TelemetryConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/** The service notify-fanout. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ComponentScan
@Import(TelemetryConfiguration.class)
public class FanoutApplication {

    /** The service, for its own process or as one of several contexts. */
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(FanoutApplication.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.name=chirp-notify-fanout");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
